"""Known questions and other words in the admin."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape

from graph.admin import access, patterns
from graph.errors import PatternExists
from graph.models import CataloguePattern, Synonym
from graph.sample import Size, load_sample
from tenants.context import across_tenants
from tenants.models import Tenant
from tests.admin.conftest import login

PATTERNS = "/admin/graph/cataloguepattern/"
SYNONYMS = "/admin/graph/synonym/"


@pytest.fixture(autouse=True)
def platform() -> Tenant:
    return Tenant.objects.get_or_create(slug="platform", defaults={"name": "Platform"})[0]


@pytest.fixture
def curator(tenant: Tenant) -> Client:
    return login(tenant=tenant, roles=["curator"])


def form(**fields: str) -> dict[str, str]:
    return {
        "name": f"p-{uuid4().hex[:8]}",
        "category": "tasks",
        "enabled": "on",
        "description": "",
        "questions_en": "total of {status:value(Task.status)} tasks\nall {status:value(Task.status)} tasks",
        "questions_it": "",
        "cypher": "MATCH (t:Task) WHERE t.status = $status RETURN count(t) AS total",
        "kind": "count",
        "subject_en": "task, tasks",
        "subject_it": "",
        "hints": "{}",
        **fields,
    }


def made(client: Client, **fields: str) -> CataloguePattern:
    sent = form(**fields)
    response = client.post(f"{PATTERNS}add/", sent)
    assert response.status_code == 302, response.context["adminform"].form.errors
    with across_tenants():
        return CataloguePattern.unscoped.get(name=sent["name"])


def test_a_curator_writes_the_own_tenants_patterns_and_reads_those_of_all(
    tenant: Tenant, curator: Client
) -> None:
    row = made(curator)
    assert (row.tenant_id, row.source, row.version) == (tenant.pk, "operator", 1)
    assert len(row.questions["en"]) == 2 and row.subject == {"en": ["task", "tasks"]}
    changed = form(name=row.name, questions_it="totale dei task {status:value(Task.status)}")
    assert curator.post(f"{PATTERNS}{row.pk}/change/", changed).status_code == 302
    with across_tenants():
        row.refresh_from_db()
        shared = CataloguePattern.unscoped.get(tenant=None, name="node-count")
    assert (row.version, len(row.questions["it"])) == (2, 1)
    assert curator.get(f"{PATTERNS}{shared.pk}/change/").status_code == 200
    for lever in ("change", "delete"):
        assert curator.post(f"{PATTERNS}{shared.pk}/{lever}/", form()).status_code == 403
    assert curator.post(f"{PATTERNS}{row.pk}/delete/", {"post": "yes"}).status_code == 302


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("cypher", "MATCH (n) DETACH DELETE n"),
        ("cypher", "MATCH (t:Task) RETURN count(t) AS total"),
        ("questions_en", "how many {x:colour}"),
        ("questions_en", ""),
        ("subject_en", "task"),
        ("name", "node count"),
        ("kind", "poem"),
        ("hints", "[1]"),
        ("hints", r'{"en": {"measure": "\u0000"}}'),
        ("hints", r'{"en": {"measure\ud800": "x"}}'),
    ],
)
def test_what_is_no_pattern_is_said_beside_its_field(curator: Client, field: str, value: str) -> None:
    response = curator.post(f"{PATTERNS}add/", form(**{field: value}))
    assert response.status_code == 200
    assert field in response.context["adminform"].form.errors


def test_who_only_reads_a_pattern_reads_all_of_it(curator: Client) -> None:
    with across_tenants():
        shared = CataloguePattern.unscoped.get(tenant=None, name="tasks-with-status")
    page = curator.get(f"{PATTERNS}{shared.pk}/change/").content.decode()
    said = [text for language in ("en", "it") for text in shared.questions[language]]
    for text in (*said, shared.cypher, ", ".join(shared.subject["it"]), "all tenants"):
        assert escape(text) in page, text


def test_a_superuser_writes_those_of_all_and_of_any_tenant(superuser: Client, tenant: Tenant) -> None:
    for chosen in (None, tenant):
        row = made(superuser, tenant=str(chosen.pk) if chosen else "")
        assert row.tenant_id == (chosen.pk if chosen else None)
        assert superuser.post(f"{PATTERNS}{row.pk}/delete/", {"post": "yes"}).status_code == 302


def test_patterns_are_switched_from_the_list(curator: Client) -> None:
    row = made(curator)
    for action, enabled in (("disable_selected", False), ("enable_selected", True)):
        assert (
            curator.post(PATTERNS, {"action": action, "_selected_action": [str(row.pk)]}).status_code == 302
        )
        with across_tenants():
            row.refresh_from_db()
        assert row.enabled is enabled
    assert row.version == 3


@pytest.mark.parametrize(
    "query", ["category=tasks", "language=it", "source=shipped", "enabled__exact=1", "q=node"]
)
def test_the_list_is_narrowed(curator: Client, query: str) -> None:
    response = curator.get(f"{PATTERNS}?{query}")
    assert response.status_code == 200 and response.context["cl"].result_count > 0


def test_a_pattern_is_tried_before_it_answers_anybody(tenant: Tenant, curator: Client) -> None:
    load_sample(tenant_id=tenant.pk, tenant="demo", size=Size.S)
    row = made(curator, enabled="")
    path = f"{PATTERNS}{row.pk}/try/"
    empty = curator.get(path, {"_changelist_filters": "q=p"})
    assert "total of {status:value(Task.status)} tasks" in empty.content.decode()
    assert not empty.context["form"].errors
    shown = curator.get(path, {"question": "Total of failed tasks"})
    page = shown.content.decode()
    for text in ("It matches", "Failed", "tenant_id: $tenant", "Read only", "no known question answers it"):
        assert text in page, text
    assert shown.context["table"].rows[0][0].isdigit()
    other = curator.get(path, {"question": "<b>How many</b> nodes are there?"}).content.decode()
    assert "It does not match" in other and "<b>How many" not in other
    stranger = login(roles=["curator"])
    assert stranger.get(path).status_code == 403


@pytest.mark.parametrize("role", ["viewer", "auditor"])
def test_who_may_not_read_the_graph_tries_no_question(tenant: Tenant, curator: Client, role: str) -> None:
    row = made(curator)
    client = login(tenant=tenant, roles=[role])
    page = f"{PATTERNS}{row.pk}/change/"
    trial = f"{PATTERNS}{row.pk}/try/"
    assert client.get(trial, {"question": "Total of failed tasks"}).status_code == 403
    shown, others = client.get(page), curator.get(page)
    assert shown.status_code == others.status_code == 200
    assert trial not in shown.content.decode()
    assert trial in others.content.decode()


def test_trials_count_as_questions_of_the_console(curator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    path = f"{PATTERNS}{made(curator).pk}/try/"
    monkeypatch.setattr(access, "PER_MINUTE", 1)
    pages = [curator.get(path, {"question": "how many"}).content.decode() for _ in range(3)]
    assert "1 times a minute" in pages[2]


def test_a_name_that_is_taken_is_said_in_the_form(
    superuser: Client, tenant: Tenant, other_tenant: Tenant, curator: Client
) -> None:
    first, second = made(curator), made(curator)
    for path in ("add/", f"{second.pk}/change/"):
        response = curator.post(PATTERNS + path, form(name=first.name, description="kept"))
        assert response.status_code == 200, path
        assert "name" in response.context["adminform"].form.errors
        assert "kept" in response.content.decode()
    assert superuser.post(f"{PATTERNS}add/", form(name=first.name, tenant=str(tenant.pk))).status_code == 200
    for whose in (str(other_tenant.pk), ""):
        sent = form(name=first.name, tenant=whose)
        assert superuser.post(f"{PATTERNS}add/", sent).status_code == 302
    with across_tenants():
        CataloguePattern.unscoped.get(name=first.name, tenant=None).delete()
    assert curator.post(f"{PATTERNS}{first.pk}/change/", form(name=first.name)).status_code == 302


def test_an_import_that_fails_keeps_what_was_sent(curator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def overtaken(*_: Any, **__: Any) -> None:
        raise PatternExists("Somebody was faster.")

    monkeypatch.setattr(patterns, "import_catalogue", overtaken)
    response = curator.post(f"{PATTERNS}import/", {"content": "format: 1  # mine"})
    assert response.status_code == 200
    page = response.content.decode()
    assert "Somebody was faster." in page and "# mine" in page


def test_a_file_is_exported_shown_and_taken_over(
    tenant: Tenant, other_tenant: Tenant, curator: Client
) -> None:
    row = made(curator)
    exported = curator.get(f"{PATTERNS}export/")
    assert (exported.status_code, exported["Content-Type"]) == (200, "application/yaml")
    file = exported.content
    neighbour = login(tenant=other_tenant, roles=["data_engineer"])

    def send(**fields: Any) -> Any:
        return neighbour.post(f"{PATTERNS}import/", {"file": SimpleUploadedFile("c.yaml", file), **fields})

    shown = send(dry_run="on")
    assert shown.status_code == 200 and "Created: 1" in shown.content.decode()
    assert shown.context["form"]["content"].value() == file.decode()
    assert neighbour.get(f"{PATTERNS}export/").content != file
    assert send().status_code == 302
    assert neighbour.get(f"{PATTERNS}export/").content == file
    broken = neighbour.post(f"{PATTERNS}import/", {"content": file.decode().replace("count\n", "poem\n")})
    assert "/patterns/0/kind" in broken.content.decode()
    assert "Paste a catalogue" in neighbour.post(f"{PATTERNS}import/", {}).content.decode()
    with across_tenants():
        assert CataloguePattern.unscoped.filter(name=row.name).count() == 2


def test_who_only_looks_on_takes_nothing_over(viewer: Client) -> None:
    assert viewer.get(PATTERNS).status_code == 200
    for page in ("add/", "import/"):
        assert viewer.post(PATTERNS + page, {"content": "format: 1"}).status_code == 403


def test_other_words_are_kept_for_the_own_tenant(tenant: Tenant, curator: Client) -> None:
    word = {"phrase": "shoe", "kind": "label", "name": "Shoe"}
    assert curator.post(f"{SYNONYMS}add/", word).status_code == 302
    with across_tenants():
        row = Synonym.unscoped.get(phrase="shoe", tenant=tenant)
    assert row.created_by
    again = curator.post(f"{SYNONYMS}{row.pk}/change/", {**word, "phrase": "Shoe!"})
    assert "phrase" in again.context["adminform"].form.errors
    twice = curator.post(f"{SYNONYMS}add/", {**word, "name": "Boot"})
    assert twice.status_code == 200 and "phrase" in twice.context["adminform"].form.errors
    assert curator.post(f"{SYNONYMS}{row.pk}/change/", {**word, "name": "Boot"}).status_code == 302
    assert curator.post(f"{SYNONYMS}{row.pk}/delete/", {"post": "yes"}).status_code == 302
