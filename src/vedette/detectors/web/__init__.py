"""Attacks on web systems: one judge for what a log, a probe or a test suite's traffic shows."""
