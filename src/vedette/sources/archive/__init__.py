"""Archives that a user names: read in memory, within bounds; nothing of them is written anywhere."""
