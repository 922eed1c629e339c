"""Bills of material and statements about vulnerabilities, read from their formats into one shape each."""
