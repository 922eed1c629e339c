"""Readers of docker: images of Dockerfiles and compose files."""
