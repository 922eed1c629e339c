"""What follows from packages: their versions, and which advisories are about them."""
