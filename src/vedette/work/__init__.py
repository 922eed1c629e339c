"""Who does the work of a run: one examiner, or a crew of worker processes each with its own."""
