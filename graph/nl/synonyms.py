"""Other words for what a graph holds.

The defaults are for the sample domain; they take effect only where the graph has the label,
relationship type or value that they name. A tenant's own are passed in beside them.
"""

from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Phrases, each with the name that it stands for."""

    labels: dict[str, str] = field(default_factory=dict)
    relationships: dict[str, str] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)

    def __or__(self, other: "Synonyms") -> "Synonyms":
        """Both; where a phrase is in both, the right one counts."""
        return Synonyms(
            labels=self.labels | other.labels,
            relationships=self.relationships | other.relationships,
            properties=self.properties | other.properties,
            values=self.values | other.values,
        )


DEFAULT_SYNONYMS: Final = Synonyms(
    labels={
        "job": "Task",
        "analysis": "Task",
        "analyses": "Task",
        "person": "User",
        "researcher": "User",
        "scientist": "User",
        "who": "User",
        "organisation": "Institution",
        "organization": "Institution",
        "institute": "Institution",
        "database": "BlastDb",
        "blast database": "BlastDb",
        "database creation": "CreateDb",
        "blast search": "BlastSeq",
        "blasted sequence": "BlastedSeq",
        "taxon search": "SearchbyTaxon",
        "search by taxon": "SearchbyTaxon",
        "tree": "PhyloTree",
        "phylogenetic tree": "PhyloTree",
        "paper": "Publication",
        "article": "Publication",
    },
    relationships={
        "work on": "RUNS",
        "execute": "RUNS",
        "launch": "RUNS",
        "submit": "RUNS",
        "start by": "RUNS",
        "perform": "RUNS",
        "employ": "WORKS_AT",
        "affiliate": "WORKS_AT",
        "member": "WORKS_AT",
        "belong": "WORKS_AT",
        "staff": "WORKS_AT",
        "use": "INPUT",
        "consume": "INPUT",
        "take": "INPUT",
        "read": "INPUT",
        "produce": "OUTPUT",
        "create": "OUTPUT",
        "generate": "OUTPUT",
        "write": "OUTPUT",
        "make": "OUTPUT",
    },
    properties={
        "filename": "user_filename",
        "bucket": "bucket_name",
        "state": "status",
        "surname": "lastName",
    },
    values={
        "completed": "Finished",
        "successful": "Finished",
        "succeeded": "Finished",
        "done": "Finished",
        "fail": "Failed",
        "failing": "Failed",
        "failure": "Failed",
        "canceled": "Cancelled",
        "waiting": "Queued",
    },
)
