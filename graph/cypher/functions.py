"""The functions that a query may call: those of openCypher that compute from what they are given.

Any other is refused, because it may read past the patterns, write, or reach files and hosts. Names in small
letters, since servers do not mind the case.
"""

from typing import Final

AGGREGATES: Final = frozenset(
    {"avg", "collect", "count", "max", "min", "percentilecont", "percentiledisc", "stdev", "stdevp", "sum"}
)

# fmt: off
ALLOWED_FUNCTIONS: Final = AGGREGATES | {
    # Nodes, relationships, paths
    "elementid", "endnode", "exists", "id", "keys", "labels", "length", "nodes", "properties",
    "relationships", "startnode", "type",
    # Lists
    "head", "isempty", "last", "range", "reverse", "size", "tail",
    # Conversion and choice
    "coalesce", "nullif", "toboolean", "tobooleanornull", "tofloat", "tofloatornull", "tointeger",
    "tointegerornull", "tostring", "tostringornull", "valuetype",
    # Strings
    "char_length", "character_length", "left", "lower", "ltrim", "replace", "right", "rtrim",
    "split", "substring", "tolower", "toupper", "trim", "upper",
    # Numbers
    "abs", "acos", "asin", "atan", "atan2", "ceil", "cos", "cot", "degrees", "e", "exp", "floor",
    "haversin", "isnan", "log", "log10", "pi", "radians", "rand", "round", "sign", "sin", "sqrt",
    "tan",
    # Time
    "date", "date.truncate", "datetime", "datetime.truncate", "duration", "duration.between",
    "duration.indays", "duration.inmonths", "duration.inseconds", "localdatetime",
    "localdatetime.truncate", "localtime", "time", "timestamp",
    # Space
    "point", "point.distance",
}
# fmt: on
