"""The attacks, a file for each class: `judge(value)` yields what the bytes of one value show."""
