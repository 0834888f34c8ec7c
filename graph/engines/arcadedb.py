"""ArcadeDB 26 with its Bolt plugin: the embedded server, and the only one that the tests run against.

Create constraints and indexes before the data: on existing data an index pins the property's type.

It ignores the time-out that a Bolt client asks for, and goes on with a query whose connection was closed;
``arcadedb.command.timeout`` and TERMINATE TRANSACTIONS do end one, within some 20 ms. A user sees and ends
only queries of its own. A user who can only read is made over HTTP, since Cypher knows no groups
(docs/graph-servers.md); the embedded server has one.
"""

from graph.engines import neo4j_shaped
from graph.engines.dialect import Dialect, quoted


def unique_constraint(label: str, properties: tuple[str, ...]) -> str:
    """A uniqueness constraint with a name of its own, which ArcadeDB requires; it covers label sets too."""
    columns = ", ".join(f"n.{quoted(name)}" for name in properties)
    name = quoted(f"unique_{label}_{'_'.join(properties)}")
    return f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{quoted(label)}) REQUIRE ({columns}) IS UNIQUE"


def exists_constraint(label: str, property_name: str) -> str:
    """A property that every node of the label must have."""
    name = quoted(f"exists_{label}_{property_name}")
    column = f"n.{quoted(property_name)}"
    return f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{quoted(label)}) REQUIRE {column} IS NOT NULL"


def index(label: str, property_name: str) -> str:
    """A range index."""
    name = quoted(f"index_{label}_{property_name}")
    return f"CREATE INDEX {name} IF NOT EXISTS FOR (n:{quoted(label)}) ON (n.{quoted(property_name)})"


DIALECT = Dialect(
    name="arcadedb",
    recognises=lambda agent: "ArcadeDB" in agent,
    unique_constraint=unique_constraint,
    exists_constraint=exists_constraint,
    index=index,
    drop_index=neo4j_shaped.drop_index,
    drop_constraint=neo4j_shaped.drop_constraint,
    show_indexes="SHOW INDEXES",
    index_of=neo4j_shaped.index_of,
    show_constraints="SHOW CONSTRAINTS",
    constraint_of=neo4j_shaped.constraint_of,
    unlabelled="~NO_LABEL~",
    overdue_phrases=("exceeded the arcadedb.command.timeout", "the command has been terminated"),
    unreachable_phrases=("Access to database",),
    conflict_phrases=("Cannot set MANDATORY",),
)
