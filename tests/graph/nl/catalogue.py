"""What the tests of the catalogue share: a small graph, a pattern, and which pattern a question is."""

from typing import Any

from graph.nl.catalogue import lookup
from graph.nl.catalogue.parameters import Vocabulary
from graph.nl.catalogue.validation import PATTERN_DEFAULTS
from graph.nl.normalise import normalise
from graph.nl.synonyms import Synonyms
from graph.schema import GraphSchema
from tenants.models import Tenant

SCHEMA = GraphSchema.from_json(
    {
        "labels": [
            {
                "name": "Task",
                "count": 10,
                "properties": [
                    {"name": "status", "type": "text", "coverage": 1.0, "values": ["Failed", "In Progress"]},
                    {"name": "size", "type": "integer", "coverage": 1.0, "values": []},
                ],
            },
            {"name": "BlastDb", "count": 2, "properties": []},
        ],
        "label_sets": [{"labels": ["Task"], "count": 10}, {"labels": ["BlastDb"], "count": 2}],
        "triples": [{"start": "BlastDb", "type": "USED_BY", "end": "Task", "count": 3}],
        "relationship_counts": {"USED_BY": 3},
    }
)
NOTHING = Vocabulary(GraphSchema(), Synonyms())


def fields(**changes: Any) -> dict[str, Any]:
    return {
        **PATTERN_DEFAULTS,
        "name": "own",
        "questions": {"en": ["how is the weather"]},
        "cypher": "MATCH (n) RETURN count(n) AS total",
        "kind": "count",
        **changes,
    }


def in_english(*texts: str) -> dict[str, Any]:
    return {"en": list(texts)}


def found(tenant: Tenant, question: str, schema: GraphSchema = SCHEMA) -> str | None:
    draft = lookup(normalise(question), tenant_id=tenant.pk, schema=schema)
    return draft.hints["pattern"] if draft else None
