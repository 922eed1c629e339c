"""Programs: where untrusted data goes, from file to file."""
