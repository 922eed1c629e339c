"""What follows from many texts together."""
