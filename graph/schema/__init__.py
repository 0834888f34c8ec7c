"""The live schema of a tenant's graph: read, cached and described as data."""

from graph.schema.cache import invalidate, schema_of
from graph.schema.model import GraphSchema, LabelInfo, LabelSet, PropertyInfo, Triple
from graph.schema.reader import MARKER_LABEL, read_schema

__all__ = [
    "MARKER_LABEL",
    "GraphSchema",
    "LabelInfo",
    "LabelSet",
    "PropertyInfo",
    "Triple",
    "invalidate",
    "read_schema",
    "schema_of",
]
