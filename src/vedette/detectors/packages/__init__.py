"""Packages that were not written here: what is publicly known to be wrong with them."""
