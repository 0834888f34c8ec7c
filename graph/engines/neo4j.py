"""Neo4j 5. Written from its manual; not run in this project's tests, which have no such server."""

from graph.engines.dialect import Dialect, quoted


def unique_constraint(label: str, properties: tuple[str, ...]) -> str:
    """A uniqueness constraint, backed by an index."""
    columns = ", ".join(f"n.{quoted(name)}" for name in properties)
    return f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:{quoted(label)}) REQUIRE ({columns}) IS UNIQUE"


def index(label: str, property_name: str) -> str:
    """A range index."""
    return f"CREATE INDEX IF NOT EXISTS FOR (n:{quoted(label)}) ON (n.{quoted(property_name)})"


DIALECT = Dialect(
    name="neo4j",
    recognises=lambda agent: agent.startswith("Neo4j/"),
    unique_constraint=unique_constraint,
    index=index,
    show_indexes="SHOW INDEXES",
)
