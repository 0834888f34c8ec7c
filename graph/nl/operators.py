"""What a phrase can ask of any graph, whatever the language and whatever the graph holds.

Each language says in its own module with which phrases it asks for each of these.
"""

from dataclasses import dataclass
from enum import StrEnum


class Operator(StrEnum):
    """What a phrase asks for."""

    # -- The kind of answer
    COUNT = "count"
    LIST = "list"
    WHICH = "which"
    """Asks for nodes or values, as LIST does; what it asks for may be one ("which user") or several."""
    DETAILS = "details"
    WHO = "who"
    WHERE = "where"
    WHEN = "when"
    YES_NO = "yes or no"
    """ "Is there", "did": only where a question begins with it."""
    SAMPLE = "sample"
    DISTINCT = "distinct"
    SHARE = "share"
    AMONG = "among"
    RATIO = "ratio"
    COMPLETENESS = "completeness"
    EXPLAIN = "explain"
    PROFILE = "profile"
    POLITE = "polite"

    REDUNDANT = "redundant"
    """Says again of what sort the word before it is: "phone number", "Bold searches"."""

    BEYOND = "beyond"
    """Words that change what is asked in a way that nothing here reads ("twice"): they are never left out."""

    # -- Order
    TOP = "top"
    BOTTOM = "bottom"
    COMMON = "most common"
    RAREST = "least common"
    HIGHEST = "highest"
    LOWEST = "lowest"
    LATEST = "latest"
    EARLIEST = "earliest"
    SORTED = "sorted by"
    ASCENDING = "ascending"
    DESCENDING = "descending"

    # -- Groups and figures
    ALL = "all"
    EACH = "each"
    BY = "by"
    DISTRIBUTED = "distributed"
    """Asks how many there are of each: "a breakdown of", "how are they spread"."""
    FREQUENCY = "how often"
    """How often something comes that stands behind "each"."""
    AVERAGE = "average"
    MEDIAN = "median"
    SUM = "sum"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"

    # -- Conditions
    NOT = "not"
    WITHOUT = "without"
    EXCEPT = "except"
    WITH = "with"
    AND = "and"
    ALONG = "along with"
    """Joins what is shown beside something; of two nodes it says that they are in one place."""
    OR = "or"
    BUT = "but"
    BOTH = "both"
    DEFINITE = "definite"
    """ "The", "this": what follows is one particular thing, and may be followed by its name."""
    INDEFINITE = "indefinite"
    """ "A", "any": some such thing, whichever."""
    POSSESSIVE = "possessive"
    """ "Their", "its": a property behind it is asked for, and is no condition."""
    NEITHER = "neither"
    ONLY = "only"
    PRESENT = "present"
    """ "Is set", "is known": a property that has a value."""
    ABSENT = "absent"
    """ "Missing", "is not set": a property that has none."""
    NAMED = "named"
    EQUAL = "equal to"
    MORE = "more than"
    LESS = "less than"
    THAN = "than"
    """Parts the two sides of a comparison: "more A than B"."""
    AT_LEAST = "at least"
    AT_MOST = "at most"
    EXACTLY = "exactly"
    BETWEEN = "between"
    SEVERAL = "several"
    NEGATIVE = "negative"
    POSITIVE = "positive"
    CONTAINS = "contains"
    STARTS_WITH = "starts with"
    ENDS_WITH = "ends with"

    # -- How things hang together
    SAME = "same"
    """ "The same", "share": two nodes have one thing in common."""
    COLLEAGUES = "colleagues"
    """Those whom the same employs as somebody named."""
    PAIRS = "pairs"
    PATH = "path"
    HOW_CONNECTED = "how connected"
    CONNECTED = "connected"
    DEGREE = "relationships"
    IN_DEGREE = "incoming relationships"
    OUT_DEGREE = "outgoing relationships"
    BELONGS = "belongs to"
    """Being part of something, whatever the graph calls it."""
    HOLDING = "holds"
    """Having what a property says: "the role that ada plays"."""
    ORIGIN = "made from"
    """Coming from something, where "from" follows."""
    FROM = "from"
    TO = "to"

    # -- The schema, and the quality of the data
    LABELS = "labels"
    PROPERTIES = "properties"
    RELATIONSHIP_TYPES = "relationship types"
    SCHEMA = "schema"
    NODE = "node"
    DUPLICATE = "duplicate"
    ORPHAN = "orphan"
    ODD = "odd"


@dataclass(frozen=True, slots=True)
class Gradable:
    """An adjective that compares: "larger than" and "largest" speak of a size."""

    comparative: tuple[str, ...]
    superlative: tuple[str, ...]
    upwards: bool
    """Whether more of it is a higher value."""
    properties: tuple[str, ...]
    """Words that a property which it compares has in its name, the best first; none when it fits any."""
    of_time: bool = False
    """It compares dates: "older" is an earlier one. Of an age among its properties more is older."""
    reversed_for: tuple[str, ...] = ()
    """Words of properties for which it is the other way round: the slowest takes the most minutes."""
    questions: tuple[str, ...] = ()
    """Phrases that ask for the property itself: "how big"."""
