"""The RDF world: rdflib over the same statements, SHACL, and SPARQL endpoints on the network."""
