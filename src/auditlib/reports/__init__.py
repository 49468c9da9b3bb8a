"""A run to text; reads nothing but the run."""
