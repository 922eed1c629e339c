"""Readers of rust: Cargo's manifests and lock files."""
