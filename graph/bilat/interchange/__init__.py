"""Formats of others: one file a family."""
