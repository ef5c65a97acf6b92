"""Turtle to model, SPARQL to rows: everything that speaks to the RDF engine."""
