"""Readers of installed: what lies in an environment already."""
