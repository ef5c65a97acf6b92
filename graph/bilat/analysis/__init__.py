"""Questions about the graph, one module a noun. None of them has heard of an IRI."""
