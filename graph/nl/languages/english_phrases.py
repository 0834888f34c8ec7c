"""English: the phrases for the kind of answer, its order, its groups and figures, and its conditions."""

from typing import Final

from graph.nl.languages.model import phrase_list
from graph.nl.operators import Operator

ANSWERS_AND_CONDITIONS: Final[dict[Operator, tuple[str, ...]]] = {
    Operator.COUNT: phrase_list(
        """numbers of, nr of, tally of, numbers, counts, counts of, how many, number of, count, count of,
        total number of, amount of, quantity of, headcount, head count, the number, tell me how
        many, say how many"""
    ),
    Operator.LIST: phrase_list(
        """list, show, display, find, get, fetch, give me, tell me, return, show me, list all, print,
        enumerate, look up, retrieve, search for, give, see, let me see, name, show me a list of, give me a
        list of, a list of, list of"""
    ),
    Operator.WHICH: phrase_list("which, what, what are, what is, which are, which is, what's"),
    Operator.REDUNDANT: phrase_list(
        """number, numbers, address, addresses, time, times, date, dates, searches, search, records,
        documents, nodes, message, messages, entries, items"""
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
        percent, rate, the rate of, as a share of, as a fraction of, as a percentage of, as a proportion of,
        a share of, a fraction of"""
    ),
    Operator.AMONG: phrase_list(
        "among, amongst, among all, out of all, out of all the, out of the total, of the total"
    ),
    Operator.RATIO: phrase_list("ratio of, ratio between, ratio"),
    Operator.COMPLETENESS: phrase_list(
        """completeness of, completeness, how complete, how complete is, how complete are, coverage of, how
        well filled, fill rate of"""
    ),
    Operator.EXPLAIN: phrase_list(
        """explain, explain how you would, explain the query for, explain the query, query plan for, query
        plan of, show the plan for, show the query plan for, plan for, execution plan for, without
        running it, without executing it, how would you
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
        busiest, most active, most productive, most prolific, biggest number of, maximum number of, ranked
        by, rank, ranking of"""
    ),
    Operator.BOTTOM: phrase_list(
        """bottom, fewest, least, least busy, least active, least productive, lowest number of, smallest
        number of, minimum number of"""
    ),
    Operator.COMMON: phrase_list(
        """most common, most frequent, most often, most frequently, commonest, most popular, most widespread,
        prevailing, predominant"""
    ),
    Operator.RAREST: phrase_list("least common, least frequent, least often, rarest, least popular"),
    Operator.HIGHEST: phrase_list("highest, greatest, top value of"),
    Operator.LOWEST: phrase_list("lowest"),
    Operator.LATEST: phrase_list("latest, newest, most recent, most recently, last, freshest, recent"),
    Operator.EARLIEST: phrase_list("earliest, oldest, first, least recent"),
    Operator.SORTED: phrase_list(
        """sorted by, ordered by, order by, sort by, in order of, arranged by, sorted, ordered, sort, sort
        them by, order them by, order, arrange, arranged"""
    ),
    Operator.ASCENDING: phrase_list("""in ascending order, ascending, alphabetically, increasing, asc"""),
    Operator.DESCENDING: phrase_list("""in descending order, descending, decreasing, desc"""),
    Operator.ALL: phrase_list("all, all the, all of the, all our, everything"),
    Operator.EACH: phrase_list(
        """per, each, every, grouped by, group by, broken down by, for each, by each, split by, for every, in
        each, at each, of each, group them by, each of the, break down by, down per, down by,
        distributed over, distributed by, distributed across, distributed among, spread over, spread across,
        spread among, spread by, split over, split across, divided by, divided over"""
    ),
    Operator.BY: phrase_list("by, in terms of, measured by"),
    Operator.DISTRIBUTED: phrase_list(
        """break down, break, breakdown, breakdown of, a breakdown of, distribution, distribution of,
        distributed, spread, split, split up, group, divide, divided, divide up"""
    ),
    Operator.FREQUENCY: phrase_list("how often, how frequently, how many times, frequency of"),
    Operator.AVERAGE: phrase_list("average, mean, average of, mean of, on average, avg, typical"),
    Operator.MEDIAN: phrase_list("median, median of"),
    Operator.SUM: phrase_list(
        """sum up, add up, summed, sum, sum of, total, combined, overall, added up, in sum, cumulative,
        how much, altogether how much"""
    ),
    Operator.MINIMUM: phrase_list("minimum, min, minimum of, smallest value of, lowest value of, range of"),
    Operator.MAXIMUM: phrase_list("maximum, max, maximum of, largest value of, highest value of, range of"),
    Operator.NOT: phrase_list(
        """not, not yet, never, isn't, aren't, didn't, don't, doesn't, wasn't, weren't, hasn't, haven't,
        hadn't, cannot, nor, non, nothing, outside, nobody, no one, noone, no longer, no more"""
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
        growing in, living in, living on, grow, grow on, grow in, grows on, grows in, live in, live on,
        occurring in, following, featuring, showing"""
    ),
    Operator.AND: phrase_list("and, as well as, plus, &, and also, and then"),
    Operator.ALONG: phrase_list("along with, together with"),
    Operator.OR: phrase_list("or, and/or"),
    Operator.BUT: phrase_list("but, yet, although"),
    Operator.BOTH: phrase_list("either, both, both of"),
    Operator.DEFINITE: phrase_list("the"),
    Operator.INDEFINITE: phrase_list("a, an, any"),
    Operator.POSSESSIVE: phrase_list(
        "their, its, his, her, one of their, one of its, as one of their, as one of its"
    ),
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
    Operator.THAN: phrase_list("than, than there are, versus, vs, compared to, compared with"),
    Operator.AT_LEAST: phrase_list(
        """not below, not under, not smaller than, not lower than, no lower than, no smaller than, or higher,
        or greater, or longer, or above, or later, or larger, at least, no less than, no fewer than, not less
        than, minimum of, >=, ≥, or more, greater than or equal to, a minimum of, not fewer than, from"""
    ),
    Operator.AT_MOST: phrase_list(
        """not exceeding, or lower, or shorter, not above, not over, not larger than, not higher than, no
        higher than, no larger than, no greater than, not greater than, no bigger than, not bigger than, or
        below, or earlier, or smaller, at most, no more than, not more than, up to, maximum of, <=, ≤, or
        less, or fewer, less than or equal to, a maximum of"""
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
}
