"""The store for the rdflib world: an ``rdflib.Dataset`` over the same statements."""

from __future__ import annotations

import logging
from typing import Any

import oxrdflib
import rdflib

# Ill-typed literals are findings of ours; rdflib would print a traceback for each.
logging.getLogger("rdflib.term").setLevel(logging.ERROR)

RdfDataset = rdflib.Dataset


def dataset(store: Any) -> rdflib.Dataset:  # noqa: ANN401  the engine's store, whose home is elsewhere
    """An ``rdflib.Dataset`` on the loaded statements, without copying them."""
    return rdflib.Dataset(store=oxrdflib.OxigraphStore(store=store), default_union=True)
