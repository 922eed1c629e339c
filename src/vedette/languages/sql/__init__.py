"""SQL as several dialects write it, read without knowing which."""
