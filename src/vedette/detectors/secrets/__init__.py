"""Credentials that stand in texts."""
