"""Bills of material and statements about vulnerabilities, written in the formats that others read."""
