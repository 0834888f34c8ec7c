"""Neo4j 5. Written from its manual; not run in this project's tests, which have no such server.

It honours the time-out that a Bolt client asks for. Users see and end their own transactions without any
privilege. Constraints of existence, users' roles and privileges want its Enterprise edition.
"""

from graph.engines import neo4j_shaped
from graph.engines.dialect import Dialect, quoted


def unique_constraint(label: str, properties: tuple[str, ...]) -> str:
    """A uniqueness constraint, backed by an index."""
    columns = ", ".join(f"n.{quoted(name)}" for name in properties)
    return f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:{quoted(label)}) REQUIRE ({columns}) IS UNIQUE"


def exists_constraint(label: str, property_name: str) -> str:
    """A property that every node of the label must have."""
    column = f"n.{quoted(property_name)}"
    return f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:{quoted(label)}) REQUIRE {column} IS NOT NULL"


def index(label: str, property_name: str) -> str:
    """A range index."""
    return f"CREATE INDEX IF NOT EXISTS FOR (n:{quoted(label)}) ON (n.{quoted(property_name)})"


DIALECT = Dialect(
    name="neo4j",
    recognises=lambda agent: agent.startswith("Neo4j/"),
    unique_constraint=unique_constraint,
    exists_constraint=exists_constraint,
    index=index,
    drop_index=neo4j_shaped.drop_index,
    drop_constraint=neo4j_shaped.drop_constraint,
    show_indexes="SHOW INDEXES",
    index_of=neo4j_shaped.index_of,
    show_constraints="SHOW CONSTRAINTS",
    constraint_of=neo4j_shaped.constraint_of,
    mixed_lists=False,
)
