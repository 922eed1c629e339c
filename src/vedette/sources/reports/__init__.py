"""Reports of other tools, read as findings."""
