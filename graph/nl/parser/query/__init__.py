"""The query tree, how it is built, and its Cypher text."""
