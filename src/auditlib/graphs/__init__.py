"""Facts to graphs and frames; pure."""
