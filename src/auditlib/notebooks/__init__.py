"""Notebooks: execute them in private kernels, render them as small offline pages, publish a phase by one rename."""
