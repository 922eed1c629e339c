"""vedette: security carried through the whole value stream, as one tool."""

__version__ = "0.1.0"
