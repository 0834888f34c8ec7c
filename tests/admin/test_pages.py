"""Every page of the admin opens, and shows each operator what is theirs to see."""

from collections.abc import Callable

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from agents.models import AgentRun, Session
from graph.files.models import GraphFile
from graph.models import CataloguePattern
from graph.writes.models import WriteApproval
from jobs.models import Execution, Job
from tenants.context import across_tenants
from tenants.models import Tenant, TenantOwned
from tests.admin.conftest import login
from tests.admin.rows import (
    make_approval,
    make_execution,
    make_file,
    make_invocation,
    make_job,
    make_run,
    make_session,
)
from tools.models import ToolInvocation

OWNED: dict[type[TenantOwned], Callable[[Tenant], TenantOwned]] = {
    AgentRun: make_run,
    Session: make_session,
    ToolInvocation: make_invocation,
    Job: make_job,
    WriteApproval: make_approval,
    GraphFile: make_file,
}
REGISTERED = sorted(admin.site._registry, key=lambda model: model._meta.label)


def page(model: type, name: str, *arguments: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=arguments)


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_a_superuser_opens_every_list_and_every_form(model: type, superuser: Client, tenant: Tenant) -> None:
    if model in OWNED:
        OWNED[model](tenant)
    assert superuser.get(page(model, "changelist")).status_code == 200
    response = superuser.get(page(model, "add"))
    # Jobs are started here too, by the service and not by a form of the row.
    assert response.status_code == (403 if model in OWNED and model is not Job else 200)


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_strangers_are_sent_to_the_login(model: type) -> None:
    for path in (page(model, "changelist"), page(model, "add")):
        response = Client().get(path)
        assert response.status_code == 302
        assert response["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.label)
def test_a_row_has_a_page_that_nobody_edits(model: type, superuser: Client, tenant: Tenant) -> None:
    path = page(model, "change", OWNED[model](tenant).pk)
    assert superuser.get(path).status_code == 200
    assert superuser.post(path, {"prompt": "other"}).status_code == 403
    assert superuser.post(path.replace("change", "delete"), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.label)
def test_staff_see_their_own_tenant_only(
    model: type, operator: Client, superuser: Client, tenant: Tenant, other_tenant: Tenant
) -> None:
    own, foreign = OWNED[model](tenant), OWNED[model](other_tenant)
    listed = operator.get(page(model, "changelist"))
    assert {row.pk for row in listed.context["cl"].result_list} == {own.pk}
    # Django's answer to what is not there: back to the start with a message.
    assert operator.get(page(model, "change", foreign.pk)).status_code == 302
    assert superuser.get(page(model, "change", foreign.pk)).status_code == 200


def test_staff_without_a_tenant_see_no_rows(tenant: Tenant) -> None:
    make_run(tenant)
    nobody = login(roles=["admin"])
    for model in OWNED:
        assert list(nobody.get(page(model, "changelist")).context["cl"].result_list) == []
    assert list(nobody.get(page(Tenant, "changelist")).context["cl"].result_list) == []


def test_staff_without_a_known_role_see_nothing(tenant: Tenant) -> None:
    client = login(tenant=tenant, roles=[])
    assert client.get("/admin/").status_code == 200
    for model in OWNED:
        assert client.get(page(model, "changelist")).status_code == 403


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.label)
def test_the_number_of_queries_does_not_grow_with_the_list(
    model: type, operator: Client, tenant: Tenant, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for _ in range(12):
        OWNED[model](tenant)
    operator.get(page(model, "changelist"))
    with django_assert_max_num_queries(14):
        operator.get(page(model, "changelist"))


def test_the_sidebar_leads_to_flower_and_the_api(superuser: Client, settings: object) -> None:
    settings.FLOWER_URL = "http://flower.example"  # type: ignore[attr-defined]
    shown = superuser.get("/admin/").content.decode()
    assert "http://flower.example" in shown
    assert "/v1/docs" in shown


def test_the_sidebar_leads_only_where_one_may_go(viewer: Client) -> None:
    shown = viewer.get("/admin/").content.decode()
    assert page(AgentRun, "changelist") in shown
    assert "/admin/security/user/" not in shown


def test_runs_are_found_by_words_by_id_and_by_session(operator: Client, tenant: Tenant) -> None:
    run, other = make_run(tenant, prompt="Which institution has the most users?"), make_run(tenant)
    for wanted in ("most users", str(run.pk), str(run.session_id)):
        listed = operator.get(page(AgentRun, "changelist"), {"q": wanted}).context["cl"].result_list
        assert [row.pk for row in listed] == [run.pk], wanted
    assert other.pk != run.pk


@pytest.mark.parametrize(
    "filters",
    [{"status": "succeeded"}, {"outcome": "answer"}, {"category": "GRAPH"}],
    ids=lambda f: next(iter(f)),
)
def test_runs_are_filtered(filters: dict[str, str], operator: Client, tenant: Tenant) -> None:
    answered = make_run(tenant)
    make_run(tenant, status="running", category="CHAT")
    listed = operator.get(page(AgentRun, "changelist"), filters).context["cl"].result_list
    assert [row.pk for row in listed] == [answered.pk]


def test_superusers_choose_a_tenant(superuser: Client, tenant: Tenant, other_tenant: Tenant) -> None:
    run, _ = make_run(tenant), make_run(other_tenant)
    listed = superuser.get(page(AgentRun, "changelist"), {"tenant": str(tenant.pk)}).context["cl"].result_list
    assert [row.pk for row in listed] == [run.pk]


def test_a_running_job_reads_as_running_while_it_waits(operator: Client, tenant: Tenant) -> None:
    job = make_job(tenant, status="failed")
    with across_tenants():
        execution = make_execution(tenant, Execution.Kind.JOB, status="waiting", waiting_for=1)
        Job.unscoped.create(execution=execution, tenant=tenant, type="demo")
    listed = operator.get(page(Job, "changelist"), {"status": "running"}).context["cl"].result_list
    assert [row.pk for row in listed] == [execution.pk]
    assert job.pk != execution.pk


def test_a_runs_page_shows_what_came_of_the_question(operator: Client, tenant: Tenant) -> None:
    run = make_run(tenant)
    invocation = make_invocation(tenant, run=run)
    shown = operator.get(page(AgentRun, "change", run.pk)).content.decode()
    for text in (
        "There are 96 Blast tasks.",
        "RETURN count(b) AS total",
        "execute went well",
        "Run the query",
        page(ToolInvocation, "change", invocation.pk),
        page(Session, "change", run.session_id),
    ):
        assert text in shown, text
    back = operator.get(page(ToolInvocation, "change", invocation.pk)).content.decode()
    assert page(AgentRun, "change", run.pk) in back
    assert (
        page(AgentRun, "change", run.pk)
        in operator.get(page(Session, "change", run.session_id)).content.decode()
    )


def test_what_people_wrote_is_text_and_never_markup(operator: Client, tenant: Tenant) -> None:
    attack = "<script>alert(1)</script>"
    run = make_run(tenant, prompt=attack, output=attack, cypher=attack)
    for path in (page(AgentRun, "changelist"), page(AgentRun, "change", run.pk)):
        assert attack not in operator.get(path).content.decode()


def test_the_catalogue_is_written_by_its_tenants_curators(tenant: Tenant, viewer: Client) -> None:
    form = {
        "name": "my-question", "category": "shoes", "enabled": "on",
        "questions_en": "how many shoes are there",
        "cypher": "MATCH (n) RETURN count(n) AS total", "kind": "count", "hints": "{}",
    }  # fmt: skip
    assert viewer.post(page(CataloguePattern, "add"), form).status_code == 403
    curator = login(tenant=tenant, roles=["curator"])
    assert curator.post(page(CataloguePattern, "add"), form).status_code == 302
    with across_tenants():
        pattern = CataloguePattern.unscoped.get(tenant=tenant)
        shared = CataloguePattern.unscoped.filter(tenant=None).first()
    assert pattern.questions == {"en": ["how many shoes are there"]}
    assert shared is not None
    assert curator.post(page(CataloguePattern, "change", shared.pk), form).status_code == 403
