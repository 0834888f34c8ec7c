"""What a query would cost, worked out from the live schema before it runs.

ArcadeDB's and Memgraph's plans have no numbers, and Neo4j's need a round trip, so these are our own: good to
an order of magnitude, which is what tells a query of a second from one of a day.
"""

from graph.cypher.estimate.estimate import Estimate, estimate, rounded

__all__ = ["Estimate", "estimate", "rounded"]
