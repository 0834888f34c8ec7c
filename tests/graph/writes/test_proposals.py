"""The dry run: it says what a change would touch, keeps to the tenant, and changes nothing."""

from typing import Any

import pytest

from graph.cypher import parse, prepare
from graph.cypher.layers.tenant import unbound
from graph.writes.proposals import Proposal, examine
from graph.writes.render import change
from graph.writes.statements import IndexStatement
from graph.writes.typed import read_typed
from security.principal import Principal
from tests.factories import make_principal
from tests.graph.writes.conftest import Workshop

GAPS = "MATCH (m:Machine) WHERE m.state IS NULL SET m.state = 'Unknown'"
BROKEN = "MATCH (m:Machine) WHERE m.state = $state DETACH DELETE m"
BRAND = "MATCH (m:Machine) SET m.brand = m.maker REMOVE m.maker"


def dry_run(workshop: Workshop, text: str, *, by: Principal | None = None, **params: Any) -> Proposal:
    return examine(principal=by or workshop.curator, text=text, params=params)


TOUCHED = [
    (GAPS, {}, 2, ("id", "labels", "state")),
    (BROKEN, {"state": "Broken"}, 3, ("id", "labels", "state")),
    (BRAND, {}, 8, ("id", "labels", "maker")),
    ("MATCH (m:Machine) WHERE NOT (m)<-[:BELONGS_TO]-() DELETE m", {}, 1, ("id", "labels")),
]


@pytest.mark.parametrize(("text", "params", "touched", "columns"), TOUCHED, ids=[row[0] for row in TOUCHED])
def test_it_names_the_statement_and_counts_the_nodes_of_the_tenant_alone(
    workshop: Workshop, text: str, params: dict[str, Any], touched: int, columns: tuple[str, ...]
) -> None:
    before = workshop.count("(n {tenant_id: $tenant})")
    proposal = dry_run(workshop, text, **params)
    assert (proposal.outcome, proposal.touched) == ("confirmation", touched)
    assert proposal.columns[: len(columns)] == columns
    assert len(proposal.rows) == min(touched, 5)
    assert proposal.approval_id is not None
    assert "{tenant_id: $tenant}" in proposal.cypher
    assert proposal.params["tenant"] == str(workshop.tenant.pk)
    assert workshop.count("(n {tenant_id: $tenant})") == before


def test_what_is_compared_with_a_value_may_be_all_there_is_and_says_so(workshop: Workshop) -> None:
    for condition in ("m.maker = 'Ferro'", "m.power >= 0", "m.name STARTS WITH 'Lathe'"):
        proposal = dry_run(workshop, f"MATCH (m:Machine) WHERE {condition} DELETE m")
        assert (proposal.outcome, proposal.touched) == ("confirmation", 8)
        assert "all of the 8 nodes that there are" in proposal.text
    # Whoever has no state is not all.
    assert dry_run(workshop, "MATCH (m:Machine) WHERE m.state IS NULL DELETE m").outcome == "confirmation"


@pytest.mark.parametrize("variable", ["its_link", "link_1", "touched"])
def test_a_variable_may_be_called_as_it_likes(workshop: Workshop, variable: str) -> None:
    text = f"MATCH ({variable}:Machine) WHERE {variable}.state = 'Broken' DETACH DELETE {variable}"
    proposal = dry_run(workshop, text)
    assert (proposal.outcome, proposal.touched, proposal.relationships) == ("confirmation", 3, 3)


def test_a_property_that_no_query_can_name_is_in_nobodys_way(workshop: Workshop) -> None:
    workshop.change("MATCH (m:Machine {tenant_id: $tenant}) SET m.`\ufeffname` = 'x', m.`a\tb` = 1")
    for text, touched in [
        (BROKEN, 3),
        (BRAND, 8),
        (GAPS, 2),
        ("delete the machines whose state is Broken", 3),
    ]:
        proposal = dry_run(workshop, text, state="Broken")
        assert (proposal.outcome, proposal.touched) == ("confirmation", touched)
        assert all(column.isprintable() for column in proposal.columns)


PATTERNS = [
    "MATCH (m:Machine) WHERE (m)<-[:BELONGS_TO]-(:Part) DELETE m",
    "MATCH (m:Machine {maker: 'Ferro'}) WHERE NOT (m)<-[:BELONGS_TO*1..3]-() DELETE m",
    "MATCH (m:Machine) WHERE EXISTS { MATCH (m)<-[:BELONGS_TO]-(p:Part) WHERE p.weight > 1 } DELETE m",
    "MATCH (m:Machine) WHERE COUNT { (m)<--(:Part) } > 0 AND m.state IS NULL SET m.state = 'x'",
    "MATCH (m:Machine) WHERE size([(m)<--(p) | p.weight]) > 0 SET m.brand = m.maker REMOVE m.maker",
]


@pytest.mark.parametrize("text", PATTERNS)
def test_every_node_pattern_of_a_change_is_bound_to_the_tenant(workshop: Workshop, text: str) -> None:
    statement = read_typed(text, {})
    assert not isinstance(statement, IndexStatement)
    written = change(statement, tenant_id=workshop.tenant.pk).text
    reading, _, _ = written.partition(" DETACH DELETE" if "DELETE" in written else " SET ")
    assert unbound(parse(f"{reading} RETURN m")) == ()
    assert dry_run(workshop, text).outcome in ("confirmation", "text")


def test_it_says_how_many_of_how_many_and_that_nothing_has_been_done(workshop: Workshop) -> None:
    text = dry_run(workshop, BROKEN, state="Broken").text
    assert text == (
        "I would delete Machine nodes where m.state = 'Broken', with their relationships: 3 of 8 nodes, "
        "3 relationships. Nothing has been changed yet. Approve it within 5 minutes, and it is done once."
    )
    assert "all of the 8 nodes that there are" in dry_run(workshop, BRAND).text


def test_plain_words_are_answered_in_their_language(workshop: Workshop) -> None:
    english = dry_run(workshop, "delete the machines whose state is Broken")
    assert (english.outcome, english.touched) == ("confirmation", 3)
    italian = dry_run(workshop, "rinomina Machine.maker in brand")
    assert (italian.outcome, italian.language, italian.touched) == ("confirmation", "it", 8)
    assert italian.text.startswith("Propongo di rinominare maker in brand")


REFUSED = [
    ("a node of the platform's own", "MATCH (m:_Marker) WHERE m.key = 'x' DELETE m", "reserved"),
    ("the tenant", "MATCH (m:Machine) WHERE m.tenant_id IS NULL SET m.tenant_id = 'x'", "reserved"),
    ("the id", "MATCH (m:Machine) SET m.name = m.orig_id REMOVE m.orig_id", "reserved"),
    ("a name that is the tenant", "MATCH (m:Machine) SET m.tenant_id = m.name REMOVE m.name", "reserved"),
    ("another tenant's nodes", "MATCH (m:Machine) WHERE m.tenant_id = 'x' DELETE m", "invalid"),
    ("an unknown function", "MATCH (m:Machine) WHERE foo.bar(m.name) DELETE m", "invalid"),
    ("a condition on what is not there", "MATCH (m:Machine) WHERE m.stat IS NULL DELETE m", "invalid"),
    ("a label that is not there", "MATCH (m:Robot) WHERE m.a = 1 DELETE m", "unknown_label"),
    ("a property that is not there", "MATCH (m:Machine) WHERE m.a IS NULL SET m.a = 1", "unknown_property"),
    ("a value of another type", "MATCH (m:Machine) WHERE m.power IS NULL SET m.power = 'x'", "wrong_type"),
    ("a name that is none", "MATCH (m:Machine) SET m.`a b` = m.maker REMOVE m.maker", "bad_name"),
    ("a name that is taken", "MATCH (m:Machine) SET m.name = m.maker REMOVE m.maker", "name_taken"),
    ("a shape that is not taken", "CREATE (m:Machine {name: 'x'})", "not_taken"),
    ("all nodes", "MATCH (m) DETACH DELETE m", "unconditioned"),
    ("all of a label", "MATCH (m:Machine) DETACH DELETE m", "unconditioned"),
    ("a condition that is none", "MATCH (m:Machine) WHERE 1 = 1 OR m.a = 1 DELETE m", "unconditioned"),
    ("a condition on itself", "MATCH (m:Machine) WHERE m.name = m.name DELETE m", "unconditioned"),
    ("an id that all have", "MATCH (m:Machine) WHERE m.orig_id IS NOT NULL DELETE m", "takes_all"),
    ("there or not", "MATCH (m:Machine) WHERE m.state IS NULL OR m.state IS NOT NULL DELETE m", "takes_all"),
    ("a text in all texts", "MATCH (m:Machine) WHERE m.name CONTAINS '' DELETE m", "takes_all"),
    ("not what never is", "MATCH (m:Machine) WHERE NOT (m.name IS NULL AND false) DELETE m", "takes_all"),
    ("one or the other", "MATCH (m:Machine) WHERE m.power < 5 OR m.power >= 5 DELETE m", "takes_all"),
    ("a gap of any node", "MATCH (m) WHERE m.state IS NULL SET m.state = 'x'", "unconditioned"),
    ("all of it in words", "delete all nodes", "unconditioned"),
    ("all of it in Italian", "cancella tutti i nodi", "unconditioned"),
]


@pytest.mark.parametrize(("text", "reason"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_cannot_be_changed_is_refused_with_the_reason(
    workshop: Workshop, text: str, reason: str
) -> None:
    outcome = "unknown" if reason.startswith("unknown") else "refusal"
    for principal in (workshop.curator, workshop.admin):
        proposal = dry_run(workshop, text, by=principal)
        assert (proposal.reason, proposal.outcome) == (reason, outcome)
        assert proposal.approval_id is None
        assert "{" not in proposal.text


@pytest.mark.parametrize("text", ["MATCH (m:Machine) DELETE m", "delete all nodes"])
@pytest.mark.parametrize("role", ["admin", "curator", "user", "viewer"])
def test_what_is_dangerous_is_refused_to_everybody_with_a_plan_to_look_at(
    workshop: Workshop, role: str, text: str
) -> None:
    proposal = dry_run(workshop, text, by=make_principal(workshop.tenant, role))
    assert (proposal.outcome, proposal.dangerous) == ("refusal", True)
    assert proposal.explain is not None
    assert proposal.explain in proposal.text
    assert prepare(proposal.explain, params={}, tenant_id=workshop.tenant.pk).explain


def test_what_would_touch_more_than_may_be_is_dangerous(workshop: Workshop, settings: Any) -> None:
    settings.GRAPH_WRITE_MAX_NODES = 2
    assert dry_run(workshop, GAPS).outcome == "confirmation"
    for text in (BRAND, "MATCH (m:Machine) WHERE m.state = 'Broken' DELETE m"):
        proposal = dry_run(workshop, text, by=workshop.admin)
        assert (proposal.outcome, proposal.reason, proposal.dangerous) == ("refusal", "too_many", True)
        assert "EXPLAIN MATCH (m:Machine)" in proposal.text


NEEDS = [
    (GAPS, {"admin", "curator", "data_engineer"}),
    ("CREATE INDEX FOR (m:Machine) ON (m.state)", {"admin"}),
    ("drop the index on Machine.state", {"admin"}),
]


@pytest.mark.parametrize(("text", "allowed"), NEEDS, ids=[text for text, _ in NEEDS])
def test_who_may_not_change_the_graph_learns_nothing_about_it(
    workshop: Workshop, text: str, allowed: set[str]
) -> None:
    for role in ("admin", "curator", "data_engineer", "operator", "user", "viewer", "auditor"):
        proposal = dry_run(workshop, text, by=make_principal(workshop.tenant, role))
        assert (proposal.reason == "scope_missing") == (role not in allowed)
        if role not in allowed:
            assert (proposal.touched, proposal.rows, proposal.approval_id) == (0, (), None)


def test_when_there_is_nothing_to_do_nothing_is_proposed(workshop: Workshop) -> None:
    proposal = dry_run(workshop, BROKEN, state="Molten")
    assert (proposal.outcome, proposal.touched, proposal.approval_id) == ("text", 0, None)
    assert proposal.text.startswith("Nothing is to be done")
