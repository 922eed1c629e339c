"""One verb, one file: each has `command`, a click command, and is found by the index."""
