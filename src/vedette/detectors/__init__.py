"""What is wrong. A folder for each kind of detector; each folder's `detector.py` is found by the index."""
