"""Graphs to findings; one family a file, blind to one another."""
