"""Curated data as text: what ``check`` says about it, and how records are added to it."""
