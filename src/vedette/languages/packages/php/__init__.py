"""Readers of php: Composer's manifests, lock files and installed packages."""
