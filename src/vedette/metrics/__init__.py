"""What is learned. Measures are of the stream and its outcomes; they never rank people or teams."""
