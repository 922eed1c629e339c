"""Readers of go: modules, workspaces, sums and vendored modules."""
