"""One module for each check that a query passes, in the order of ``graph.cypher.errors.Layer``."""
