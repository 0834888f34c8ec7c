"""ArcadeDB 26 with its Bolt plugin: the embedded server, and the only one that the tests run against.

Create constraints and indexes before the data: on existing data an index pins the property's type.
"""

from graph.engines.dialect import Dialect, quoted


def unique_constraint(label: str, properties: tuple[str, ...]) -> str:
    """A uniqueness constraint with a name of its own, which ArcadeDB requires; it covers label sets too."""
    columns = ", ".join(f"n.{quoted(name)}" for name in properties)
    name = quoted(f"unique_{label}_{'_'.join(properties)}")
    return f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{quoted(label)}) REQUIRE ({columns}) IS UNIQUE"


def index(label: str, property_name: str) -> str:
    """A range index."""
    name = quoted(f"index_{label}_{property_name}")
    return f"CREATE INDEX {name} IF NOT EXISTS FOR (n:{quoted(label)}) ON (n.{quoted(property_name)})"


DIALECT = Dialect(
    name="arcadedb",
    recognises=lambda agent: "ArcadeDB" in agent,
    unique_constraint=unique_constraint,
    index=index,
    show_indexes="SHOW INDEXES",
)
