"""Licences: expressions, families, what they ask for, and texts that are known."""
