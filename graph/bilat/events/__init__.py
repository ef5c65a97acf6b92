"""Coded tables of events: one file a source, each giving the same rows."""
