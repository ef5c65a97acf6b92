"""The command line: the library with words.

Its modules do without ``from __future__ import annotations``: typer reads the annotations of a verb
at each start, and evaluating them as texts takes it as long as all the rest of its work.
"""
