"""What is measured: a file for each question, each with `measure(sizes) -> Section`."""
