"""The pages of the cases floor."""
