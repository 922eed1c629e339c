"""The pages, a file for each area."""
