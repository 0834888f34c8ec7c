"""Queries that must be refused, by what they try: (what it is, the text, the layer that refuses it)."""

from tests.graph.cypher.attacks.administration import ADMINISTRATION
from tests.graph.cypher.attacks.cost import COST
from tests.graph.cypher.attacks.depth import DEPTH
from tests.graph.cypher.attacks.procedures import PROCEDURES
from tests.graph.cypher.attacks.smuggling import SMUGGLING
from tests.graph.cypher.attacks.syntax import SYNTAX
from tests.graph.cypher.attacks.table import Attack
from tests.graph.cypher.attacks.tenant import TENANT
from tests.graph.cypher.attacks.writes import WRITES

BY_CATEGORY: dict[str, tuple[Attack, ...]] = {
    "writes": WRITES,
    "smuggling": SMUGGLING,
    "administration": ADMINISTRATION,
    "procedures": PROCEDURES,
    "syntax": SYNTAX,
    "tenant": TENANT,
    "depth": DEPTH,
    "cost": COST,
}
ATTACKS: tuple[Attack, ...] = tuple(attack for attacks in BY_CATEGORY.values() for attack in attacks)
