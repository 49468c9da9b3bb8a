"""Figures: a graph or rows in, a deterministic SVG with its table twin out. Text is escaped here, once."""
