"""Rows in great number, for measuring: the one place beside migrations that writes them without an action."""
