"""The analytics page: who may open it, what it shows, and what becomes a job."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from graph.admin import access, analytics, analytics_charts
from graph.admin.analytics_shown import shown
from graph.analytics.requests import MEASURES
from jobs.models import Job
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests.admin.conftest import login

PAGE = "/admin/graph/analytics/"


@pytest.fixture
def analyst(sampled: Tenant) -> Client:
    return login(tenant=sampled, roles=["user"])


def compute(client: Client, action: str, **fields: Any) -> Any:
    """The page after something is computed."""
    form = client.get(f"{PAGE}?action={action}").context["form"]
    said = {name: form[name].initial for name in form.fields if form[name].initial not in (None, False)}
    response = client.post(f"{PAGE}?action={action}", {**said, **fields})
    assert response.status_code == 200
    return response


@pytest.mark.parametrize(
    ("roles", "status"),
    [*(([role], 200) for role in ("admin", "operator", "curator", "data_engineer", "user")), ([], 403)],
)
def test_the_scope_to_read_the_graph_opens_the_page(tenant: Tenant, roles: list[str], status: int) -> None:
    client = login(tenant=tenant, roles=roles)
    assert client.get(PAGE).status_code == status
    assert (PAGE in client.get("/admin/").content.decode()) is (status == 200)


def test_strangers_and_staff_without_a_tenant_are_kept_out() -> None:
    assert Client().post(PAGE).status_code == 302
    assert login(roles=["admin"]).post(PAGE).status_code == 403


def test_the_page_begins_with_what_there_is_and_the_console_leads_to_it(analyst: Client) -> None:
    page = analyst.get(PAGE).content.decode()
    assert "Nodes by label" in page and "RUNS" in page and '<option value="Task">' in page
    assert PAGE in analyst.get("/admin/graph/console/").content.decode()
    assert analyst.get(f"{PAGE}?action=luck").status_code == 404


@pytest.mark.parametrize("action", [each for each in MEASURES if "path" not in each and each != "similarity"])
def test_every_measure_is_shown_with_a_chart(analyst: Client, action: str) -> None:
    response = compute(analyst, action)
    assert "failure" not in response.context, response.context.get("failure")
    page = response.content.decode()
    assert 'data-chart="' in page and "<svg" in page
    assert response.context["shown"].facts or action == "top_k_degree"


def test_ways_and_likeness_are_shown_by_ids(analyst: Client) -> None:
    top = compute(analyst, "top_k_degree", label="User", k=2).context["shown"].bars[0].bars
    ends = {"start_id": top[0].name, "start_label": "User", "end_id": top[1].name, "end_label": "User"}
    for action in ("shortest_path", "all_shortest_paths"):
        response = compute(analyst, action, max_depth=10, **ends)
        way = response.context["shown"].ways[0].steps
        assert (way[0]["name"], way[-1]["name"]) == (top[0].name, top[1].name)
        assert "data-way" in response.content.decode()
    alike = compute(analyst, "similarity", orig_id=top[0].name, node_label="User", label="User")
    assert alike.context["shown"].bars[0].bars
    none = compute(analyst, "similarity", orig_id="nobody")
    assert "nobody" in none.context["failure"]


def test_what_was_misspelt_is_told(analyst: Client) -> None:
    response = compute(analyst, "top_k_degree", label="Unicorn")
    assert "No node has the label Unicorn." in response.content.decode()
    narrowed = compute(analyst, "connected_components", labels="User, Task", types="RUNS")
    assert "notices" in narrowed.context and narrowed.context["notices"] == []
    assert compute(analyst, "k_core", k=0).context["form"].errors


def test_what_takes_long_is_offered_as_a_job(
    analyst: Client, sampled: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analytics, "SECONDS", 0.001)
    assert "As a job" in compute(analyst, "k_core").content.decode()
    assert compute(analyst, "k_core").context["takes_long"]
    response = analyst.post(f"{PAGE}?action=k_core", {"k": 3, "label": "User", "as_job": ""})
    assert response.status_code == 302 and "/admin/jobs/job/" in response["Location"]
    with tenant_scope(sampled.pk):
        job = Job.objects.filter(type="graph.analytics").latest("pk")
    assert job.payload == {"action": "k_core", "arguments": {"k": 3, "label": "User"}}
    waiting = analyst.get(f"{PAGE}?job={job.pk}")
    assert "The job is" in waiting.context["failure"]


def test_the_figures_of_a_job_are_seen_by_its_owner_and_by_nobody_of_another_tenant(
    analyst: Client, sampled: Tenant, tenant: Tenant, superuser: Client
) -> None:
    analyst.post(f"{PAGE}?action=k_core", {"k": 3, "as_job": ""})
    with tenant_scope(sampled.pk):
        job = Job.objects.filter(type="graph.analytics").latest("pk")
        data = {
            "degeneracy": 2, "shells": [{"core": 2, "count": 3}], "nodes": 3, "edges": 3,
            "items": [{"orig_id": "x", "labels": ["User"], "core": 2}],
        }  # fmt: skip
        Job.objects.filter(pk=job.pk).update(result={"data": data, "warnings": ["Mind the gap."]})
    for client in (analyst, superuser):
        page = client.get(f"{PAGE}?job={job.pk}")
        assert page.status_code == 200 and "Mind the gap." in page.content.decode()
        assert page.context["form"]["k"].value() == 3
    for stranger in (login(tenant=tenant, roles=["admin"]), login(tenant=sampled, roles=["user"])):
        assert stranger.get(f"{PAGE}?job={job.pk}").status_code == 404
    assert analyst.get(f"{PAGE}?job=nonsense").status_code == 404


def test_the_address_shows_nobody_the_names_of_another_tenant(
    sampled: Tenant, tenant: Tenant, superuser: Client
) -> None:
    stranger = login(tenant=tenant, roles=["admin"])
    for page in (f"{PAGE}?tenant={sampled.pk}", f"{PAGE}?tenant=nonsense"):
        assert "RUNS" not in stranger.get(page).content.decode()
    assert "RUNS" in superuser.get(f"{PAGE}?tenant={sampled.pk}").content.decode()
    assert superuser.get(f"{PAGE}?tenant=nonsense").status_code == 200


def test_an_operator_asks_only_so_often(analyst: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "PER_MINUTE", 0)
    assert "times a minute" in compute(analyst, "k_core").context["failure"]
    cache.clear()


def test_many_figures_are_grouped_by_powers_of_two() -> None:
    few = analytics_charts.columns_of("t", "a", [(1, 4), (3, 2)])
    assert [(each.name, each.height) for each in few.columns] == [("1", 220), ("3", 110)]
    many = analytics_charts.columns_of("t", "a", [(value, 1) for value in range(100)])
    assert [(each.name, each.count) for each in many.columns] == [
        ("0", 1), ("1", 1), ("2–3", 2), ("4–7", 4), ("8–15", 8), ("16–31", 16), ("32–63", 32), ("64–127", 36),
    ]  # fmt: skip


def test_a_measure_that_the_page_does_not_know_is_shown_plainly() -> None:
    items = [{"orig_id": "a", "labels": ["A"], "far": 4}, {"orig_id": "b", "labels": ["A"], "far": 2}]
    found = shown("eccentricity", {"radius": 2, "items": items})
    assert [(fact.label, fact.text) for fact in found.facts] == [("Radius", "2")]
    assert [(bar.name, bar.text, bar.percent) for bar in found.bars[0].bars] == [
        ("a", "4", 100.0), ("b", "2", 50.0),
    ]  # fmt: skip
    assert shown("another", {}).bars == []
