"""Bytes to facts; pure."""
