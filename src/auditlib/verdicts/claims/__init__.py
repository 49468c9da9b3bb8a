"""Statements of a document to verdicts: each family of rules in a file, none of them guessing."""
