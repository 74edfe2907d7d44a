"""The forms of the cases floor."""
