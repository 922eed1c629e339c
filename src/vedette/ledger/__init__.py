"""What is remembered: identity, lifecycle, journal, store."""
