"""Readers of terraform: providers and modules."""
