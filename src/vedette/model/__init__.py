"""The nouns of the house. This room imports the standard library and msgspec only."""
