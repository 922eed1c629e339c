"""What earlier runs found in the same content, so that no work is done twice."""
