"""How you come in."""
