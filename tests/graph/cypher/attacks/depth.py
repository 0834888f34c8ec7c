"""Paths that reach too far."""

from tests.graph.cypher.attacks.table import Attack

DEPTH: tuple[Attack, ...] = (
    ("unbounded path", "MATCH (a)-[*]->(b) RETURN b", "depth"),
    ("path without an end", "MATCH (a)-[*2..]->(b) RETURN b", "depth"),
    ("path too long", "MATCH (a)-[*1..6]->(b) RETURN b", "depth"),
    ("exact path too long", "MATCH (a)-[*50]->(b) RETURN b", "depth"),
    ("unbounded shortest path", "MATCH p = shortestPath((a)-[*]-(b)) RETURN p", "depth"),
    ("unbounded path in a predicate", "MATCH (a) WHERE (a)-[*]->() RETURN a", "depth"),
    ("unbounded path in a subquery", "MATCH (a) WHERE EXISTS { (a)-[*]->() } RETURN a", "depth"),
    ("unbounded path in a comprehension", "MATCH (a) RETURN [(a)-[*]->(b) | b] AS x", "depth"),
    ("long paths one after another", "MATCH (a)-[*..5]-(b)-[*..5]-(c)-[*..5]-(d) RETURN a", "depth"),
    ("path turned round", "MATCH (a)-[*3..1]->(b) RETURN b", "depth"),
    ("path without an end and with a type", "MATCH (a)-[:RUNS*]->(b) RETURN b", "depth"),
    ("path without a beginning or end", "MATCH (a)-[*..]->(b) RETURN b", "depth"),
    ("path with a huge end", "MATCH (a)-[*1..9223372036854775807]->(b) RETURN b", "depth"),
    ("unbounded all shortest paths", "MATCH p = allShortestPaths((a)-[*]-(b)) RETURN p", "depth"),
    ("shortest path too long", "MATCH p = shortestPath((a)-[*..99]-(b)) RETURN p", "depth"),
    ("unbounded path in OPTIONAL MATCH", "MATCH (a) OPTIONAL MATCH (a)-[*]->(b) RETURN b", "depth"),
    ("unbounded path in COLLECT", "RETURN COLLECT { MATCH (a)-[*]->(b) RETURN b } AS x", "depth"),
    ("unbounded path in COUNT", "RETURN COUNT { (a)-[*]->(b) } AS x", "depth"),
    ("unbounded path in CALL", "CALL { MATCH (a)-[*]->(b) RETURN b } RETURN b", "depth"),
    ("unbounded path in a UNION", "RETURN 1 AS x UNION MATCH (a)-[*]->(b) RETURN b AS x", "depth"),
    ("unbounded path that is explained", "EXPLAIN MATCH (a)-[*]->(b) RETURN b", "depth"),
    ("unbounded second part", "MATCH (a)-[*..2]->(b)-[*]->(c) RETURN c", "depth"),
    ("many single hops", "MATCH (a)" + "-->()" * 21 + " RETURN a", "depth"),
    ("hundreds of hops", "MATCH (a)" + "--()" * 900 + " RETURN a", "depth"),
    ("many hops in a condition", "MATCH (a) WHERE (a)" + "--()" * 30 + " RETURN a", "depth"),
    ("two long parts and hops between", "MATCH (a)-[*..5]-()-->()-[*..5]-()-[*..1]-(b) RETURN b", "depth"),
)
