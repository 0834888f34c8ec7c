"""The live schema of a tenant's graph: read, cached and described as data."""

from graph.schema.cache import invalidate, schema_of
from graph.schema.describe import describe
from graph.schema.model import (
    Degree,
    Direction,
    GraphSchema,
    LabelInfo,
    LabelSet,
    PropertyInfo,
    RelationshipInfo,
    Triple,
)
from graph.schema.properties import RESERVED_PROPERTIES, type_of
from graph.schema.reader import MARKER_LABEL, read_schema

__all__ = [
    "MARKER_LABEL",
    "RESERVED_PROPERTIES",
    "Degree",
    "Direction",
    "GraphSchema",
    "LabelInfo",
    "LabelSet",
    "PropertyInfo",
    "RelationshipInfo",
    "Triple",
    "describe",
    "invalidate",
    "read_schema",
    "schema_of",
    "type_of",
]
