"""English: the phrases for how things hang together, for the schema, and for the quality of the data."""

from typing import Final

from graph.nl.languages.model import phrase_list
from graph.nl.operators import Operator

CONNECTIONS_AND_DATA: Final[dict[Operator, tuple[str, ...]]] = {
    Operator.SAME: phrase_list("same, share, shares, sharing, shared, in common, identical, common"),
    Operator.COLLEAGUES: phrase_list(
        "colleagues, colleagues of, colleague of, coworkers, co-workers, coworkers of"
    ),
    Operator.PAIRS: phrase_list("pairs of, pairs, pair of, pair, which two, couples of"),
    Operator.PATH: phrase_list(
        """shortest path, path, route, shortest route, shortest connection, chain, path between, shortest
        path between, shortest paths, paths between, hops, hop, steps, distance, how far, how far apart,
        how far away, fewest hops, fewest steps, degrees of separation, path length, length of the path,
        length of the shortest path, how closely, how close"""
    ),
    Operator.HOW_CONNECTED: phrase_list(
        """how is, how are, how does, how do, in what way is, in which way are, how can, relationship
        between, relationships between, connection between, connections between, what connects, what
        links, link between"""
    ),
    Operator.CONNECTED: phrase_list(
        """connected, connected to, linked, linked to, related, related to, attached to, neighbours of,
        neighbors of, neighbour, neighbor, associated with, adjacent to, neighbourhood of, connect,
        connected with, connects, hang together, surrounding, separate, separates, separating, lie, lies,
        apart, away, reachable, reach, get, tied to, linked with"""
    ),
    Operator.DEGREE: phrase_list(
        """relationships, connections, edges, links, degree, relations, connectivity, number of connections,
        neighbours, neighbors, relationship, edge"""
    ),
    Operator.IN_DEGREE: phrase_list(
        """incoming relationships, incoming edges, incoming connections, incoming links, in degree, indegree,
        in-degree, incoming"""
    ),
    Operator.OUT_DEGREE: phrase_list(
        """outgoing relationships, outgoing edges, outgoing connections, outgoing links, out degree,
        outdegree, out-degree, outgoing"""
    ),
    Operator.BELONGS: phrase_list(
        """belong to, belongs to, belonging to, belonged to, work on, works on, worked on, working on,
        belong, belongs, belonged, belonging, take part, takes part, took part, taking part,
        participate, participates, participated, participating, involved, part, under, below, within,
        make up, makes up, making up, compose, composes, constitute, constitutes"""
    ),
    Operator.HOLDING: phrase_list(
        "play, plays, played, playing, hold, holds, held, holding, occupy, occupies"
    ),
    Operator.ORIGIN: phrase_list(
        "generated, produced, made, created, extracted, derived, prepared, obtained, built"
    ),
    Operator.FROM: phrase_list(
        """from, leaving, starting at, starting from, start at, out of, start from, leave, leaves, that leave,
        begin at, beginning at, originate from, going out of, go out of, going out from, go out from,
        coming from, come from"""
    ),
    Operator.TO: phrase_list(
        """point to, pointing at, to, into, went into, goes into, go into, fed into, pointing to, leading to,
        ending at, end at, arriving at, going to, enter, entering, arrive at, lead to, ending in, end in"""
    ),
    Operator.LABELS: phrase_list(
        """labels, label, node labels, node types, node type, types of nodes, kinds of nodes, entity types,
        kinds of entities, types of entities, node kinds, kinds of things, classes, what kinds of data,
        kinds of data, types of data, node label"""
    ),
    Operator.PROPERTIES: phrase_list(
        """properties, property, attributes, attribute, fields, columns, property keys"""
    ),
    Operator.RELATIONSHIP_TYPES: phrase_list(
        """relationship types, relationship type, types of relationships, kinds of relationships, edge types,
        types of edges, relation types, types of relations, link types, type of relationship, kinds of
        relations, kinds of edges, kind of relationship, types of relationship, kinds of relationship,
        types of link, types of links, kinds of links, types of connections, kinds of connections"""
    ),
    Operator.SCHEMA: phrase_list(
        """schema, data model, structure of the graph, graph structure, graph schema, graph model, structure
        of the data, model of the data, what is in the graph, what is in this graph, what does the
        graph look like, what does this graph look like, what does the graph hold, what does the graph
        contain, what can i ask"""
    ),
    Operator.NODE: phrase_list("node, nodes, entity, entities, thing, things, record, anything, object"),
    Operator.DUPLICATE: phrase_list(
        """duplicate, duplicates, duplicated, repeated, appear more than once, not unique, duplicates of,
        duplicate values of, duplicated values of, used more than once, occur more than once, duplication,
        duplicates in, double"""
    ),
    Operator.ORPHAN: phrase_list(
        """orphan, orphans, orphaned, isolated, unconnected, disconnected, without any relationships, without
        relationships, without any connections, without connections, not connected to anything, no
        relationships, no connections, with no relationships, with no connections, have no relationships,
        have no connections, has no relationships, not linked to anything, dangling, without edges, that
        are not connected, not related to anything, without any edges, without any links, standalone"""
    ),
    Operator.ODD: phrase_list(
        """odd, unusual, outlier, outliers, anomalous, anomalies, suspicious, strange, odd values, odd values
        of, unusual values, unusual values of, rare values, rare values of, outliers in, outliers of,
        strange values, strange values of, unexpected, unexpected values, suspicious values"""
    ),
}
