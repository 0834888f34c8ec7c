"""Memgraph 3. Written from its manual; not run in this project's tests, which have no such server."""

from graph.engines.dialect import Dialect, quoted


def unique_constraint(label: str, properties: tuple[str, ...]) -> str:
    """A uniqueness constraint."""
    columns = ", ".join(f"n.{quoted(name)}" for name in properties)
    return f"CREATE CONSTRAINT ON (n:{quoted(label)}) ASSERT {columns} IS UNIQUE"


def index(label: str, property_name: str) -> str:
    """A label-property index."""
    return f"CREATE INDEX ON :{quoted(label)}({quoted(property_name)})"


DIALECT = Dialect(
    name="memgraph",
    recognises=lambda agent: "memgraph" in agent.lower(),
    unique_constraint=unique_constraint,
    index=index,
    show_indexes="SHOW INDEX INFO",
    repeat_is_error=True,
)
