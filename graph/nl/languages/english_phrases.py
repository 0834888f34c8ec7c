"""English: the phrases that ask for each operator."""

from typing import Final

from graph.nl.languages.model import phrase_list
from graph.nl.operators import Operator

OPERATOR_PHRASES: Final[dict[Operator, tuple[str, ...]]] = {
    Operator.COUNT: phrase_list(
        """numbers of, nr of, tally of, numbers, how many, number of, count, count of, total number of,
        amount of, quantity of, headcount, head count, tell me how many, say how many"""
    ),
    Operator.LIST: phrase_list(
        """list, show, display, find, get, fetch, give me, tell me, return, show me, list all, print,
        enumerate, break down, breakdown, breakdown of, distribution of, look up, retrieve, search for,
        give, see, let me see, break, name, show me a list of, give me a list of, a list of, list of"""
    ),
    Operator.WHICH: phrase_list("which, what, how long, what are, what is, which are, which is, what's"),
    Operator.REDUNDANT: phrase_list(
        "number, numbers, address, addresses, time, date, searches, reports, records, entries, items"
    ),
    Operator.BEYOND: phrase_list(
        """twice, again, almost, nearly, roughly, half, always, usually, often, rarely, before, after, while,
        until, because, why, if, unless, instead, second, third, rest, others, another, next, previous,
        this, these, such, same as"""
    ),
    Operator.DETAILS: phrase_list(
        """details of, details about, details for, detail, tell me about, describe, everything about,
        information about, information on, info about, all about, what do we know about, show me all
        about, profile of"""
    ),
    Operator.WHO: phrase_list("who, whom, whose"),
    Operator.WHERE: phrase_list("where, at which place"),
    Operator.WHEN: phrase_list("when, at what time, on which day, on what date"),
    Operator.YES_NO: phrase_list(
        """is there, are there, is there any, are there any, was there, were there, is any, did, does, do,
        has, have, is, are, was, were, do we have, do you have, have we, does any, did any, has any, is it
        true that, does there exist"""
    ),
    Operator.SAMPLE: phrase_list(
        """one example of, an example of, sample of, random sample of, a sample, random, example of, examples
        of, example, some, a few, a couple of, whichever, whatever, no matter which, at random, randomly"""
    ),
    Operator.DISTINCT: phrase_list(
        """various, varied, distinct, different, unique, values of, possible, different values of, distinct
        values of, values, unique values of, possible values of, values for, kinds of, types of"""
    ),
    Operator.SHARE: phrase_list(
        """share of, percentage of, percent of, fraction of, proportion of, portion of, what percentage, what
        percent, what share, what fraction, what proportion, how much of, rate of, % of, percentage,
        percent"""
    ),
    Operator.AMONG: phrase_list("among, amongst, out of all"),
    Operator.RATIO: phrase_list("ratio of, ratio between, ratio"),
    Operator.COMPLETENESS: phrase_list(
        """completeness of, completeness, how complete, how complete is, how complete are, coverage of, how
        well filled, fill rate of"""
    ),
    Operator.EXPLAIN: phrase_list(
        """explain, explain how you would, explain the query for, explain the query, query plan for, query
        plan of, show the plan for, show the query plan for, plan for, execution plan for, without
        running, without running it, without executing, without executing it, do not run, how would you
        find, how would you count, show me the query for, show the query for, what query, dry run, cypher,
        only the cypher, show the cypher for, the cypher for, explain this, explain this for me,
        what would the query plan look like for, what does the query plan look like for, what would the plan
        look like for, what is the query plan for, query plan"""
    ),
    Operator.PROFILE: phrase_list(
        "profile, profile the query, profile the query for, profile this, profile this for me"
    ),
    Operator.POLITE: phrase_list(
        """pls, in percent, as a percentage, in %, please, can you, could you, would you, do you know, can
        you tell me, could you tell me, i want to know, i would like to know, i would like to see, i want
        to see, i want, i need, i'd like to know, i'd like to see, thanks, thank you, hi, hello there, can
        i see, can you show, just, quickly, exactly how, in total, altogether, in the graph, in the
        database, in this graph, in our graph, this graph, our graph, the graph, in our data, in the data,
        right now, currently, at the moment, at all, so far, to date, kindly, be so kind,
        would you mind, for me, would like, wonder, i wonder, i was wondering, let me know, tell me"""
    ),
    Operator.TOP: phrase_list(
        """best, top, most, highest number of, largest number of, greatest number of, highest count of,
        busiest,
        biggest number of, maximum number of, ranked by, rank, ranking of"""
    ),
    Operator.BOTTOM: phrase_list(
        """bottom, fewest, least, least busy, lowest number of, smallest number of, minimum number of"""
    ),
    Operator.COMMON: phrase_list(
        """most common, most frequent, commonest, most popular, most widespread, prevailing, predominant"""
    ),
    Operator.RAREST: phrase_list("least common, least frequent, rarest, least popular"),
    Operator.HIGHEST: phrase_list("highest, greatest, top value of"),
    Operator.LOWEST: phrase_list("lowest"),
    Operator.LATEST: phrase_list("latest, newest, most recent, most recently, last, freshest, recent"),
    Operator.EARLIEST: phrase_list("earliest, oldest, first, least recent"),
    Operator.SORTED: phrase_list(
        """sorted by, ordered by, order by, sort by, in order of, arranged by, sorted, ordered, sort, sort
        them by, order them by"""
    ),
    Operator.ASCENDING: phrase_list(
        """oldest first, earliest first, smallest first, in ascending order, ascending, alphabetically,
        increasing, from smallest to largest, lowest first"""
    ),
    Operator.DESCENDING: phrase_list(
        """newest first, latest first, biggest first, in descending order, descending, decreasing, from
        largest to smallest, highest first, largest first, desc"""
    ),
    Operator.ALL: phrase_list("all, all the, all of the, all our"),
    Operator.EACH: phrase_list(
        """per, each, every, grouped by, group by, broken down by, for each, by each, split by, for every, in
        each, at each, of each, group them by, each of the, break down by, down per, down by,
        distributed over,
        distributed by, distributed across"""
    ),
    Operator.BY: phrase_list("by, in terms of, measured by"),
    Operator.AVERAGE: phrase_list("average, mean, average of, mean of, on average, avg, typical"),
    Operator.MEDIAN: phrase_list("median, median of"),
    Operator.SUM: phrase_list(
        """sum up, add up, summed, sum, sum of, total, combined, overall, added up, in sum, cumulative"""
    ),
    Operator.MINIMUM: phrase_list("minimum, min, minimum of, smallest value of, lowest value of, range of"),
    Operator.MAXIMUM: phrase_list("maximum, max, maximum of, largest value of, highest value of, range of"),
    Operator.NOT: phrase_list(
        """not, never, isn't, aren't, didn't, don't, doesn't, wasn't, weren't, hasn't, haven't, hadn't,
        cannot, nor, non, nothing, outside, nobody, no one, noone"""
    ),
    Operator.WITHOUT: phrase_list(
        """no, zero, none of, not any, not a single, without, without any, lacking, lack, have no, has no,
        had no, with no, do not have, does not have, don't have, doesn't have, do not have any, does not
        have any, did not have, have not got, having no, that have no, devoid of, with zero"""
    ),
    Operator.EXCEPT: phrase_list(
        """but the ones, but those, but not those, but not the ones, except, except for, excluding, other
        than, apart from, besides, but for, leaving out, everything but, all but"""
    ),
    Operator.WITH: phrase_list(
        """with, having, has, have, had, whose, where, containing a, carrying, growing, growing on,
        growing in,
        living in, living on, following, featuring, showing"""
    ),
    Operator.AND: phrase_list("and, as well as, plus, &, and also, and then"),
    Operator.ALONG: phrase_list("along with, together with"),
    Operator.OR: phrase_list("or, and/or"),
    Operator.BUT: phrase_list("but, yet, although"),
    Operator.BOTH: phrase_list("either, both, both of"),
    Operator.DEFINITE: phrase_list("the"),
    Operator.INDEFINITE: phrase_list("a, an, any"),
    Operator.POSSESSIVE: phrase_list("their, its, his, her"),
    Operator.NEITHER: phrase_list("neither, neither of"),
    Operator.ONLY: phrase_list("only, solely, exclusively, nothing but"),
    Operator.PRESENT: phrase_list(
        """is set, are set, is known, are known, is present, are present, filled in, is filled, is not null,
        not null, is defined, is not missing, is not empty, set, known, present, non null, is given, is
        recorded, recorded, is available, available, a value for, any value for"""
    ),
    Operator.ABSENT: phrase_list(
        """missing, is missing, are missing, is null, null, is empty, empty, is not set, not set, is unknown,
        unknown, undefined, is not known, no value for, is blank, blank, nulls, missing values, null
        values, missing values of, null values of, missing values for, lacks, is not present, not present,
        is not recorded, not recorded, is absent, absent, incomplete, is not available, not available, not
        filled in"""
    ),
    Operator.NAMED: phrase_list(
        """named, called, with the name, with name, by the name of, titled, entitled, with id"""
    ),
    Operator.EQUAL: phrase_list("equal to, equals, equal, =, ==, is exactly, being, of exactly"),
    Operator.MORE: phrase_list(
        """more than, greater than, higher than, over, above, exceeding, exceeds, exceed, >, bigger value
        than, upwards of, in excess of, beyond, more"""
    ),
    Operator.LESS: phrase_list("less than, fewer than, lower than, under, below, <, fewer, less"),
    Operator.AT_LEAST: phrase_list(
        """not below, not under, not smaller than, not lower than, or above, or later, or larger, at least,
        no less than, no fewer than, not less than, minimum of, >=, ≥, or more, greater than or equal to,
        a minimum of, not fewer than, from"""
    ),
    Operator.AT_MOST: phrase_list(
        """not above, not over, not larger than, not higher than, or below, or earlier, or smaller, at most,
        no more than, not more than, up to, maximum of, <=, ≤, or less, or fewer, less than or equal to, a
        maximum of"""
    ),
    Operator.EXACTLY: phrase_list("exactly, precisely, just"),
    Operator.BETWEEN: phrase_list("between, in the range, ranging from, in between, within, from"),
    Operator.SEVERAL: phrase_list(
        """several, multiple, many, more than one, two or more, at least two, more than once"""
    ),
    Operator.NEGATIVE: phrase_list("negative, below zero, less than zero"),
    Operator.POSITIVE: phrase_list("positive, above zero, greater than zero"),
    Operator.CONTAINS: phrase_list(
        """contains, containing, contain, includes, including, include, that includes, like, with the word,
        mentions, mentioning, with the text, matching, matches, having in it"""
    ),
    Operator.STARTS_WITH: phrase_list(
        """starts with, starting with, start with, begins with, beginning with, begin with, prefixed with,
        with prefix, with the prefix, begin in, starts in, begins, starts, that begin with"""
    ),
    Operator.ENDS_WITH: phrase_list(
        """ends with, ending with, end with, ending in, ends in, end in, with suffix, with the suffix"""
    ),
    Operator.SAME: phrase_list("same, share, shares, sharing, shared, in common, identical, common"),
    Operator.PAIRS: phrase_list("pairs of, pairs, pair of, pair, which two, couples of"),
    Operator.PATH: phrase_list(
        """shortest path, path, route, shortest route, shortest connection, chain, path between, shortest
        path between, shortest paths, paths between, hops, steps, how many hops, how many steps, distance,
        how far, how far apart, number of hops, number of steps, fewest hops"""
    ),
    Operator.HOW_CONNECTED: phrase_list(
        """how is, how are, how does, how do, in what way is, in which way are, how can, relationship
        between, relationships between, connection between, connections between, what connects, what
        links, link between"""
    ),
    Operator.CONNECTED: phrase_list(
        """connected, connected to, linked, linked to, related, related to, attached to, neighbours of,
        neighbors of, neighbour, neighbor, associated with, adjacent to, neighbourhood of, connect,
        connected with, hang together, surrounding, separate, separates, apart"""
    ),
    Operator.DEGREE: phrase_list(
        """relationships, connections, edges, links, degree, relations, connectivity, number of connections,
        neighbours, neighbors"""
    ),
    Operator.IN_DEGREE: phrase_list(
        """incoming relationships, incoming edges, incoming connections, incoming links, in degree, indegree,
        in-degree, incoming"""
    ),
    Operator.OUT_DEGREE: phrase_list(
        """outgoing relationships, outgoing edges, outgoing connections, outgoing links, out degree,
        outdegree, out-degree, outgoing"""
    ),
    Operator.FROM: phrase_list(
        """from, leaving, starting at, starting from, start at, out of, start from, leave"""
    ),
    Operator.TO: phrase_list(
        """point to, pointing at, to, into, pointing to, leading to, ending at, end at, arriving at,
        going to"""
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
        relations, kinds of edges, kind of relationship"""
    ),
    Operator.SCHEMA: phrase_list(
        """schema, data model, structure of the graph, graph structure, graph schema, graph model, structure
        of the data, model of the data, what is in the graph, what is in this graph, what does the graph
        hold, what does the graph contain, what can i ask"""
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
