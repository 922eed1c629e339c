"""Readers of ruby: Bundler's lock files and gemspecs."""
