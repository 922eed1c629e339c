"""The databases that hold a ledger: one socket, a file for each."""
