"""Scoring: how likely a value that nothing but its surroundings speaks for is a credential."""
