"""What was asked for: configuration in layers, each value with its origin."""
