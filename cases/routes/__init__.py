"""The addresses of the cases floor, one list a part of the walk."""
