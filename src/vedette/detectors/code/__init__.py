"""Weaknesses of programs: untrusted data that reaches a dangerous place, and calls that are wrong as such."""
