"""Who is told: terminal, json, jsonl, SARIF."""
