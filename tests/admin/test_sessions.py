"""Operators read sessions and end them, by the service that everybody uses."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from agents.models import Session
from agents.sessions import AddedStep, Step, step_add
from tenants.context import across_tenants, tenant_scope
from tenants.models import Tenant
from tests.admin.rows import make_run, make_session
from tests.executions import fetch
from tests.factories import make_principal

SESSIONS = reverse("admin:agents_session_changelist")


def page(session: Session, name: str = "change") -> str:
    names = {"change": "agents_session_change", "cancel": "cancel_session"}
    return reverse(f"admin:{names[name]}", args=[session.pk])


def status_of(session: Session) -> str:
    with across_tenants():
        return Session.unscoped.get(pk=session.pk).status


def test_a_page_shows_how_a_session_answers_its_runs_and_all_that_was_done(
    operator: Client, tenant: Tenant
) -> None:
    session = make_session(tenant)
    with tenant_scope(tenant.pk):
        Session.objects.filter(pk=session.pk).update(
            tools=["graph.schema"], agent_role="curator", max_steps=17
        )
        step_add(
            principal=make_principal(tenant, sub=session.subject),
            session_id=session.pk,
            step=AddedStep(type=Step.Type.USER, message="<b>Good morning</b>"),
        )
    run = make_run(tenant, session=session)
    shown = operator.get(page(session)).content.decode()
    for text in (
        "graph.schema", "curator", "17", "&lt;b&gt;Good morning&lt;/b&gt;", "queued", "execute went well",
        reverse("admin:agents_agentrun_change", args=[run.pk]), page(session, "cancel"),
    ):  # fmt: skip
        assert text in shown, text


def test_cancelling_ends_the_session_and_its_runs(operator: Client, tenant: Tenant) -> None:
    session = make_session(tenant)
    pending, ended = make_run(tenant, session=session, status="pending"), make_run(tenant, session=session)
    shown = operator.post(page(session, "cancel"), follow=True).content.decode()
    assert "Cancel it" not in shown
    assert status_of(session) == "cancelled"
    assert (fetch(pending.pk).status, fetch(ended.pk).status) == ("cancelled", "succeeded")
    assert LogEntry.objects.filter(object_id=str(session.pk)).count() == 1


def test_the_action_ends_those_that_are_active(
    superuser: Client, tenant: Tenant, other_tenant: Tenant
) -> None:
    active, ended = make_session(tenant), make_session(other_tenant)
    superuser.post(page(ended, "cancel"))
    chosen = {"action": "cancel_selected", "_selected_action": [str(active.pk), str(ended.pk)]}
    shown = superuser.post(SESSIONS, chosen, follow=True).content.decode()
    assert "had ended before" in shown
    assert (status_of(active), status_of(ended)) == ("cancelled", "cancelled")


def test_who_only_looks_on_ends_nothing(viewer: Client, tenant: Tenant) -> None:
    session = make_session(tenant)
    assert viewer.post(page(session, "cancel")).status_code == 403
    viewer.post(SESSIONS, {"action": "cancel_selected", "_selected_action": [str(session.pk)]})
    assert "Cancel it" not in viewer.get(page(session)).content.decode()
    assert status_of(session) == "active"


def test_another_tenants_session_is_not_there_to_end(operator: Client, other_tenant: Tenant) -> None:
    session = make_session(other_tenant)
    assert operator.post(page(session, "cancel")).status_code == 404
    assert status_of(session) == "active"


def test_a_link_ends_nothing(operator: Client, tenant: Tenant) -> None:
    session = make_session(tenant)
    assert operator.get(page(session, "cancel")).status_code == 405
    assert status_of(session) == "active"


@pytest.mark.parametrize(("query", "listed"), [("active", True), ("cancelled", False)])
def test_the_list_is_filtered_by_status(query: str, listed: bool, operator: Client, tenant: Tenant) -> None:
    session = make_session(tenant)
    rows = operator.get(SESSIONS, {"status__exact": query}).context["cl"].result_list
    assert [row.pk for row in rows] == ([session.pk] if listed else [])
