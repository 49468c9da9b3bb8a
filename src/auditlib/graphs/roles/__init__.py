"""Roles: which components do the job of a category, told by their words, their calls and the shapes of their code."""
