"""How one text is read."""
