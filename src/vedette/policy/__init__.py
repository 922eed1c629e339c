"""What may pass. Pure: findings, policy and `now` go in, a verdict comes out."""
