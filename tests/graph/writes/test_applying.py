"""An approved change is made once, whoever delivers it again; tests/graph/dying lets workers die over it."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from graph.cypher import prepare
from graph.etl.stored_values import held_ids
from graph.schema import schema_of
from graph.writes import applying
from graph.writes.applying import apply
from graph.writes.errors import ChangeHasGrown
from graph.writes.models import WriteApproval
from jobs.engine.admission import admit
from jobs.models import Execution
from jobs.services import execution_cancel
from tenants.context import tenant_scope
from tenants.ids import new_id
from tests.graph.etl.running import job_of, result_of, started, walked
from tests.graph.writes import graphs
from tests.graph.writes.conftest import Workshop
from tests.graph.writes.test_approvals import approve, proposed, row

GAPS = "MATCH (m:Machine) WHERE m.state IS NULL SET m.state = 'Unknown'"
BRAND = "MATCH (m:Machine) SET m.brand = m.maker REMOVE m.maker"
BROKEN = "MATCH (m:Machine) WHERE m.state = 'Broken' DETACH DELETE m"
# What the changes leave of the machines, counted by patterns.
AFTER = {
    GAPS: {"(m:Machine {tenant_id: $tenant, state: 'Unknown'})": 2, "(m:Machine {tenant_id: $tenant})": 8},
    BRAND: {
        "(m:Machine {tenant_id: $tenant, brand: 'Ferro'})": 8,
        "(m:Machine {tenant_id: $tenant, maker: 'Ferro'})": 0,
    },
    BROKEN: {
        "(m:Machine {tenant_id: $tenant})": 5,
        "(p:Part {tenant_id: $tenant})": 7,
        "(p:Part {tenant_id: $tenant})-[:BELONGS_TO]->()": 4,
    },
}


def kept(approval_id: UUID) -> WriteApproval:
    found: WriteApproval = row(approval_id)
    return found


@pytest.mark.parametrize("text", list(AFTER))
def test_a_change_touches_what_was_approved_and_no_other_tenants_nodes(workshop: Workshop, text: str) -> None:
    others = "(n {tenant_id: $tenant})"
    before = workshop.rows(
        "MATCH (n {tenant_id: $tenant}) RETURN n ORDER BY n.orig_id", tenant=workshop.other
    )
    approval = kept(proposed(workshop, text))
    assert apply(approval, execution_id=new_id()) == approval.touched
    for pattern, expected in AFTER[text].items():
        assert workshop.count(pattern) == expected
    assert workshop.count(others, tenant=workshop.other) == 15
    after = workshop.rows("MATCH (n {tenant_id: $tenant}) RETURN n ORDER BY n.orig_id", tenant=workshop.other)
    assert after == before


def test_delivered_again_it_finds_that_it_was_made(workshop: Workshop) -> None:
    approval = kept(proposed(workshop, GAPS))
    assert apply(approval, execution_id=new_id()) == 2
    # Were it made again, this gap would be filled too.
    workshop.change("MATCH (m:Machine {tenant_id: $tenant, orig_id: 'm0'}) REMOVE m.state")
    assert apply(approval, execution_id=new_id()) == 2
    assert workshop.count("(m:Machine {tenant_id: $tenant, state: 'Unknown'})") == 2


def test_of_two_who_make_it_at_the_same_time_one_does(workshop: Workshop) -> None:
    for text in (BRAND, GAPS, BROKEN):
        approval = kept(proposed(workshop, text))
        with ThreadPoolExecutor(2) as both:
            done = list(both.map(lambda _: apply(approval, execution_id=new_id()), range(2)))  # noqa: B023
        assert done == [approval.touched, approval.touched]
        owner = str(workshop.tenant.pk)
        markers = "MATCH (m:_Marker {owner: $owner, key: $key}) RETURN m.result"
        kept_result = f'{{"touched": {approval.touched}}}'
        assert graphs.rows(markers, owner=owner, key=f"write:{approval.pk}") == [[kept_result]]


def test_what_has_grown_since_is_not_made_at_all(workshop: Workshop) -> None:
    approval = kept(proposed(workshop, BROKEN))
    workshop.change("MATCH (m:Machine {tenant_id: $tenant, orig_id: 'm0'}) SET m.state = 'Broken'")
    with pytest.raises(ChangeHasGrown):
        apply(approval, execution_id=new_id())
    assert workshop.count("(m:Machine {tenant_id: $tenant})") == 8
    assert graphs.rows("MATCH (m:_Marker {owner: $owner}) RETURN m", owner=str(workshop.tenant.pk)) == []


def test_an_index_is_made_and_dropped_as_often_as_it_is_delivered(workshop: Workshop) -> None:
    for text in ("create an index on Part.weight", "drop the index on Part.weight"):
        approval = kept(proposed(workshop, text, by=workshop.admin))
        assert [apply(approval, execution_id=new_id()) for _ in range(2)] == [0, 0]


def test_what_was_changed_is_in_the_live_schema_at_once(workshop: Workshop) -> None:
    assert schema_of(workshop.tenant.pk).label("Machine").property("brand") is None  # type: ignore[union-attr]
    apply(kept(proposed(workshop, BRAND)), execution_id=new_id())
    machine = schema_of(workshop.tenant.pk).label("Machine")
    assert machine is not None
    assert (machine.property("maker"), machine.property("brand") is None) == (None, False)


def test_markers_are_seen_by_no_question_and_go_with_the_approval(workshop: Workshop) -> None:
    approval = kept(proposed(workshop, GAPS))
    apply(approval, execution_id=new_id())
    prepared = prepare("MATCH (n) RETURN count(n)", params={}, tenant_id=workshop.tenant.pk)
    assert graphs.rows(prepared.text, **prepared.params) == [[15]]
    applying.forget([approval])
    assert graphs.rows("MATCH (m:_Marker {owner: $owner}) RETURN m", owner=str(workshop.tenant.pk)) == []


def test_it_finds_nodes_whose_ids_a_cancelled_job_has_held(workshop: Workshop) -> None:
    steps = [{"step": "relabel", "label": "Machine", "where": "power >= 0", "add": ["Part"]}]
    ahead = started(workshop.curator, "etl.transform", steps=steps)
    walked(ahead, phases=2)
    decision = approve(
        workshop, proposed(workshop, "MATCH (m:Machine) WHERE m.orig_id = 'm0' DETACH DELETE m")
    )
    hold = "MATCH (m:Machine {tenant_id: $tenant, orig_id: 'm0'}) SET m.orig_id = $held + 'm0'"
    graphs.change(hold, tenant=str(workshop.tenant.pk), held=held_ids(f"etl:{ahead}"))
    with tenant_scope(workshop.tenant.pk):
        execution_cancel(execution=Execution.objects.get(pk=ahead))
    admit(workshop.tenant.pk)
    walked(decision.job.pk)
    assert result_of(job_of(decision.job.pk))["touched"] == 1
    assert workshop.count("(m:Machine {tenant_id: $tenant})") == 7
