"""The only place that reads disk and git."""
