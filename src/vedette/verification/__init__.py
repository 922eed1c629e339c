"""Asks a credential's provider whether it works. Only `--verify` leads here."""
