"""Operators read proposed changes, and decide those that they hold the scope for."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from graph.writes.models import WriteApproval
from graph.writes.services import propose
from tenants.context import across_tenants, tenant_scope
from tenants.models import Tenant
from tests.admin.conftest import login
from tests.executions import fetch
from tests.factories import make_principal
from tests.graph.writes import graphs

LIST = reverse("admin:graph_writeapproval_changelist")
GAPS = "MATCH (m:Machine) WHERE m.state IS NULL SET m.state = '<Unknown>'"
INDEX = "CREATE INDEX FOR (m:Machine) ON (m.maker)"


@pytest.fixture(autouse=True)
def _graph(tenant: Tenant) -> Iterator[None]:
    graphs.fill(tenant.pk)
    yield
    graphs.empty(tenant.pk)


@pytest.fixture
def curator(tenant: Tenant) -> Client:
    return login(tenant=tenant, roles=["curator"])


def proposed(tenant: Tenant, text: str = GAPS) -> UUID:
    with tenant_scope(tenant.pk):
        proposal = propose(principal=make_principal(tenant, "admin", sub="marie"), text=text)
    assert proposal.approval_id is not None, proposal.text
    return proposal.approval_id


def page(approval_id: UUID, word: str = "") -> str:
    name = f"admin:{word}_write" if word else "admin:graph_writeapproval_change"
    return reverse(name, args=[approval_id])


def row(approval_id: UUID) -> WriteApproval:
    with across_tenants():
        return WriteApproval.unscoped.get(pk=approval_id)


def test_a_page_shows_what_it_would_do_and_asks_for_the_word(curator: Client, tenant: Tenant) -> None:
    approval_id = proposed(tenant)
    shown = curator.get(page(approval_id)).content.decode()
    for text in (
        "set state to &#x27;&lt;Unknown&gt;&#x27; on Machine nodes without state", "marie", "graph:write",
        "{tenant_id: $tenant}", "Approve it", "Refuse it", "Lathe 5", "there is no undo",
    ):  # fmt: skip
        assert text in shown, text


def test_it_is_approved_with_a_button_and_made_by_a_job_of_the_operator(
    curator: Client, tenant: Tenant
) -> None:
    approval_id = proposed(tenant)
    shown = curator.post(page(approval_id, "approve"), follow=True).content.decode()
    assert "Approve it" not in shown
    approval = row(approval_id)
    assert approval.status == "approved"
    assert approval.execution_id is not None
    assert fetch(approval.execution_id).subject == approval.decided_by
    assert LogEntry.objects.filter(object_id=str(approval_id)).count() == 1


def test_it_is_refused_with_the_other(curator: Client, tenant: Tenant) -> None:
    approval_id = proposed(tenant)
    curator.post(page(approval_id, "refuse"))
    assert row(approval_id).status == "refused"
    shown = curator.post(page(approval_id, "approve"), follow=True).content.decode()
    assert "decided once" in shown
    assert row(approval_id).status == "refused"


def test_a_superuser_decides_for_the_tenant_of_the_change(superuser: Client, tenant: Tenant) -> None:
    chosen = [proposed(tenant), proposed(tenant, INDEX)]
    superuser.post(LIST, {"action": "approve_selected", "_selected_action": [str(each) for each in chosen]})
    for approval_id in chosen:
        approval = row(approval_id)
        assert approval.status == "approved"
        assert approval.execution_id is not None
        assert fetch(approval.execution_id).tenant_id == tenant.pk


@pytest.mark.parametrize("word", ["approve", "refuse"])
def test_who_lacks_the_scope_reads_and_does_not_decide(
    operator: Client, curator: Client, tenant: Tenant, word: str
) -> None:
    change, index = proposed(tenant), proposed(tenant, INDEX)
    for client, approval_id in ((operator, change), (curator, index)):
        assert "Approve it" not in client.get(page(approval_id)).content.decode()
        assert client.post(page(approval_id, word)).status_code == 403
        assert client.get(page(approval_id, word)).status_code == 405
        assert row(approval_id).status == "pending"


def test_another_tenants_change_is_not_there(curator: Client, other_tenant: Tenant) -> None:
    graphs.fill(other_tenant.pk)
    approval_id = proposed(other_tenant)
    assert curator.post(page(approval_id, "approve")).status_code == 404
    assert row(approval_id).status == "pending"
    graphs.empty(other_tenant.pk)


@pytest.mark.parametrize(
    ("query", "listed"),
    [({"state": "pending"}, True), ({"state": "executed"}, False), ({"kind": "set_where_missing"}, True),
     ({"kind": "delete_where"}, False), ({"q": "machine"}, True)],
)  # fmt: skip
def test_the_list_is_filtered(curator: Client, tenant: Tenant, query: dict[str, str], listed: bool) -> None:
    approval_id = proposed(tenant)
    rows = curator.get(LIST, query).context["cl"].result_list
    assert [each.pk for each in rows] == ([approval_id] if listed else [])
