"""Git repositories, through one neutral door."""
