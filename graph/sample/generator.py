"""Make the sample domain's data: people at institutions who run BLAST and BOLD tasks over files.

The same tenant name, size and seed give the same data on every machine.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from graph.etl.records import NodeRecord, Record
from graph.sample.domain import Amounts, records
from graph.sample.model import Sample, SampleNode, SampleRelationship, Size

AMOUNTS: Final = {
    Size.S: Amounts(institutions=8, users=28, tasks=44, databases=5, fastas=16, context=50),
    Size.M: Amounts(institutions=16, users=260, tasks=560, databases=12, fastas=240, context=500),
    Size.L: Amounts(institutions=20, users=2_600, tasks=5_800, databases=12, fastas=2_600, context=5_000),
}
LEAST_NODES: Final = 500
RELATIONSHIPS_PER_NODE: Final = 2
"""Of a sample whose size is a number of nodes."""


def generate(*, tenant: str, size: Size, seed: int = 1) -> Sample:
    """The sample of a tenant. Tenants share ids on purpose: only their ``tenant_id`` tells them apart."""
    sample = Sample()
    nodes: dict[str, SampleNode] = {}
    for record in _made(tenant, size, seed):
        if isinstance(record, NodeRecord):
            node = nodes[record.orig_id] = SampleNode(record.labels, record.orig_id, record.properties)
            sample.nodes.append(node)
        else:
            ends = nodes[record.start], nodes[record.end]
            made = SampleRelationship(ends[0], record.type, ends[1], record.properties)
            sample.relationships.append(made)
    return sample


def stream(*, tenant: str, size: Size | int, seed: int = 1) -> Iterator[Record]:
    """The same sample as records, or one of any number of nodes, and twice as many relationships.

    Nodes come before the relationships that they are ends of. Four bytes for each task are all that
    grows with the size.

    Raises:
        ValueError: fewer than ``LEAST_NODES``.
    """
    for record in _made(tenant, size, seed):
        if isinstance(record, NodeRecord):
            yield replace(record, labels=tuple(sorted(record.labels)))
        else:
            yield record


def amounts_of(nodes: int) -> Amounts:
    """How a sample of exactly so many nodes is made up: as the largest of the named ones.

    Raises:
        ValueError: fewer than ``LEAST_NODES``.
    """
    if nodes < LEAST_NODES:
        raise ValueError(f"A sample has {LEAST_NODES} nodes or more.")
    return Amounts(
        institutions=min(20, nodes // 25),
        users=nodes * 12 // 100,
        tasks=nodes * 24 // 100,
        databases=min(12, nodes // 100),
        fastas=nodes * 12 // 100,
        nodes=nodes,
        relationships=RELATIONSHIPS_PER_NODE * nodes,
    )


def _made(tenant: str, size: Size | int, seed: int) -> Iterator[Record]:
    """Labels in the domain's order: the first is the one that an id is unique in."""
    amounts = AMOUNTS[size] if isinstance(size, Size) else amounts_of(size)
    return records(random.Random(f"{tenant}:{size}:{seed}"), amounts)
