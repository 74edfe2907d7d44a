"""The addresses of the reporting floor, one list a part of it."""
