"""How the logs of running systems are read: a file for each format."""
