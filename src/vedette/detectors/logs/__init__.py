"""People and rates in logs: errors, logins, guessing, and what was never seen before."""
