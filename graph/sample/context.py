"""The ten node types beside people, tasks and files. They have properties, and no relationships."""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from typing import Any, Final

from graph.etl.records import NodeRecord
from graph.sample import words

_FIRST_DAY: Final = dt.date(2024, 1, 8)
_FIRST_RESULT: Final = dt.datetime(2025, 1, 6, 8, tzinfo=dt.UTC)


def context(rng: random.Random, count: int) -> Iterator[NodeRecord]:
    """So many nodes, of each type as many, the last of which may have fewer."""
    left = count
    for position, (label, properties) in enumerate(_TYPES.items()):
        share = -(-left // (len(_TYPES) - position))
        left -= share
        for i in range(1, share + 1):
            orig_id = f"{label.lower()}-{i}"
            yield NodeRecord(orig_id, (label,), {"id": orig_id, **properties(rng, i)})


def _dataset(rng: random.Random, i: int) -> dict[str, Any]:
    topic = rng.choice(words.TOPICS)
    return {
        "name": f"{topic} {i}",
        "description": f"Reads and tables of the study {topic.lower()}",
        "version": f"{rng.randint(1, 4)}.{rng.randint(0, 9)}",
    }


def _sample(rng: random.Random, i: int) -> dict[str, Any]:
    organism = words.ORGANISMS[(i - 1) % len(words.ORGANISMS)]
    return {"name": f"S{i:05d}", "organism": organism, "tissue": rng.choice(words.TISSUES)}


def _experiment(rng: random.Random, i: int) -> dict[str, Any]:
    day = _FIRST_DAY + dt.timedelta(days=rng.randint(0, 600))
    return {"name": f"Experiment {i}", "protocol": rng.choice(words.PROTOCOLS), "date": day}


def _publication(rng: random.Random, i: int) -> dict[str, Any]:
    return {
        "doi": f"10.5555/sample.{i}",
        "title": f"{rng.choice(words.TOPICS)}: part {i}",
        "journal": rng.choice(words.JOURNALS),
        "year": rng.randint(2012, 2025),
    }


def _gene(rng: random.Random, i: int) -> dict[str, Any]:
    symbol = words.GENES[(i - 1) % len(words.GENES)]
    series = (i - 1) // len(words.GENES)
    return {
        "symbol": f"{symbol}-{series}" if series else symbol,
        "name": f"{symbol} gene",
        "chromosome": rng.choice(words.CHROMOSOMES),
    }


def _protein(rng: random.Random, i: int) -> dict[str, Any]:
    return {
        "name": f"{words.GENES[(i - 1) % len(words.GENES)]} protein {i}",
        "sequence": "M" + "".join(rng.choices(words.AMINO_ACIDS, k=rng.randint(30, 80))),
        "function": rng.choice(words.FUNCTIONS),
    }


def _pathway(rng: random.Random, i: int) -> dict[str, Any]:
    name = words.PATHWAYS[(i - 1) % len(words.PATHWAYS)]
    return {"name": f"{name} {i}", "description": f"{name} in {rng.choice(words.ORGANISMS)}"}


def _tool(rng: random.Random, i: int) -> dict[str, Any]:
    name, kind = words.TOOLS[(i - 1) % len(words.TOOLS)]
    return {"name": name, "version": f"{rng.randint(1, 3)}.{i}", "type": kind}


def _workflow(rng: random.Random, i: int) -> dict[str, Any]:
    tools = [name for name, _ in rng.sample(words.TOOLS, 2)]
    return {
        "name": f"{words.WORKFLOWS[(i - 1) % len(words.WORKFLOWS)]} {i}",
        "steps": tools,
        "inputs": ["fasta"],
    }


def _result(rng: random.Random, i: int) -> dict[str, Any]:
    return {
        "type": rng.choice(words.RESULT_TYPES),
        "metrics": [f"identity={rng.uniform(80, 100):.1f}", f"coverage={rng.uniform(0.5, 1):.2f}"],
        "timestamp": _FIRST_RESULT + dt.timedelta(minutes=37 * i),
    }


_TYPES: Final[dict[str, Callable[[random.Random, int], dict[str, Any]]]] = {
    "Dataset": _dataset,
    "Sample": _sample,
    "Experiment": _experiment,
    "Publication": _publication,
    "Gene": _gene,
    "Protein": _protein,
    "Pathway": _pathway,
    "Tool": _tool,
    "Workflow": _workflow,
    "Result": _result,
}
