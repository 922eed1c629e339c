"""Advisories: read from what their publishers give out, kept in a database on disk."""
