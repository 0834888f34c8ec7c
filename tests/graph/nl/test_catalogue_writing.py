"""Patterns and synonyms as rows: what is wrong with one, who may write it, and what a change does."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import DatabaseError, connections

from graph.errors import PatternNotFound
from graph.models import CataloguePattern
from graph.nl.catalogue import services
from graph.nl.catalogue.loading import catalogue_of
from graph.nl.catalogue.proposal import Answered, propose
from graph.nl.catalogue.shipped import load_shipped
from graph.nl.catalogue.validation import PATTERN_DEFAULTS, pattern_faults, synonym_faults
from platform_project.http.errors import PermissionRefused
from security.principal import Principal
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests.graph.nl.catalogue import SCHEMA, fields, found, in_english


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({}, []),
        ({"name": "Not a slug"}, ["/name"]),
        ({"category": ""}, ["/category"]),
        ({"kind": "poem"}, ["/kind"]),
        ({"enabled": "yes"}, ["/enabled"]),
        ({"description": "x" * 1_001}, ["/description"]),
        ({"questions": {}}, ["/questions"]),
        ({"questions": ["how"]}, ["/questions"]),
        ({"questions": {"tlh": ["how"]}}, ["/questions"]),
        ({"questions": in_english("x {a:colour}", "{")}, ["/questions/en/0", "/questions/en/1"]),
        ({"questions": in_english("x {a:integer}", "y")}, ["/questions", "/cypher"]),
        ({"questions": {"en": "how"}}, ["/questions/en"]),
        ({"questions": {"en": ["how"] * 21}}, ["/questions/en"]),
        ({"subject": {"en": ["task"]}}, ["/subject/en"]),
        ({"hints": {"en": {"much": "x" * 5_000}}}, ["/hints/en"]),
        ({"hints": {"en": {"much": ["\x00"]}}, "subject": {"en": ["\ud800", "x"]}}, ["/subject", "/hints"]),
        ({"hints": {"en": {"\udfff": 1}}}, ["/hints"]),
        ({"questions": in_english("how\x00"), "cypher": "\ud800"}, ["/questions", "/cypher"]),
        ({"cypher": ""}, ["/cypher"]),
        ({"cypher": "MATCH (n) DETACH DELETE n"}, ["/cypher", "/cypher"]),
        ({"cypher": "MATCH (n {tenant_id: 'x'}) RETURN n"}, ["/cypher"]),
        ({"cypher": "MATCH (n)-[*]->(m) RETURN m"}, ["/cypher"]),
        ({"cypher": "EXPLAIN MATCH (n) RETURN n"}, ["/cypher"]),
        ({"cypher": "MATCH (n) RETURN n LIMIT $limit"}, ["/cypher"]),
        ({"cypher": "MATCH (n:`$what`) RETURN n"}, ["/cypher"]),
        ({"questions": in_english("show {n:integer} nodes")}, ["/cypher"]),
        ({"questions": in_english("show {n:integer} nodes"), "cypher": "MATCH (n) RETURN n LIMIT $n"}, []),
        ({"questions": in_english("show {w:label}"), "cypher": "MATCH (n:`$w`) RETURN n"}, []),
        ({"questions": in_english("show {w:label}"), "cypher": "MATCH (n) WHERE $w IN labels(n) RETURN n"},
         ["/cypher"]),
        ({"questions": in_english("x {t:span}"), "cypher": "RETURN $t_start, $t_end"}, []),
    ],
)  # fmt: skip
def test_all_that_is_wrong_with_a_pattern_is_said_at_once(
    changes: dict[str, Any], pointers: list[str]
) -> None:
    assert [fault["pointer"] for fault in pattern_faults(fields(**changes))] == pointers


def test_a_change_counts_at_once_and_raises_the_version(tenant: Tenant, curator: Principal) -> None:
    row = services.pattern_create(by=curator, tenant_id=tenant.pk, fields=fields())
    before = catalogue_of(tenant.pk).version
    changed = services.pattern_update(
        by=curator, row=row, changes={"questions": {"en": None, "it": ["che tempo fa"]}}
    )
    assert (changed.version, changed.questions) == (2, {"it": ["che tempo fa"]})
    assert catalogue_of(tenant.pk).version != before
    assert (found(tenant, "How is the weather?"), found(tenant, "Che tempo fa?")) == (None, "own")
    assert services.pattern_update(by=curator, row=row, changes={"enabled": True}).version == 2
    services.pattern_delete(by=curator, row=row)
    assert found(tenant, "Che tempo fa?") is None


def test_changes_of_one_pattern_at_the_same_time_are_all_kept_each_with_its_version(
    tenant: Tenant, curator: Principal
) -> None:
    row = services.pattern_create(by=curator, tenant_id=tenant.pk, fields=fields())
    with tenant_scope(tenant.pk):
        read_before = [CataloguePattern.objects.get(pk=row.pk) for _ in range(4)]

    def change(number: int) -> None:
        try:
            hints = {"en": {f"fact{number}": "kept"}}
            services.pattern_update(by=curator, row=read_before[number], changes={"hints": hints})
        finally:
            connections.close_all()

    with ThreadPoolExecutor() as pool:
        list(pool.map(change, range(4)))
    with tenant_scope(tenant.pk):
        row.refresh_from_db()
    assert row.hints == {"en": {f"fact{number}": "kept" for number in range(4)}}
    assert row.version == 5


def test_what_was_switched_or_deleted_meanwhile_is_seen(tenant: Tenant, curator: Principal) -> None:
    row = services.pattern_create(by=curator, tenant_id=tenant.pk, fields=fields())
    with tenant_scope(tenant.pk):
        stale = CataloguePattern.objects.get(pk=row.pk)
    assert services.patterns_switch(by=curator, rows=[row], enabled=False) == 1
    assert services.patterns_switch(by=curator, rows=[stale], enabled=False) == 0
    services.pattern_delete(by=curator, row=row)
    with pytest.raises(PatternNotFound):
        services.pattern_update(by=curator, row=stale, changes={"enabled": True})


def test_rows_of_all_tenants_are_written_only_from_the_platforms_own(
    tenant: Tenant, other_tenant: Tenant, curator: Principal, platform: Principal
) -> None:
    for tenant_id in (None, other_tenant.pk):
        with pytest.raises(PermissionRefused):
            services.pattern_create(by=curator, tenant_id=tenant_id, fields=fields())
    shared = CataloguePattern.unscoped.get(tenant=None, name="node-count")
    for write in (
        lambda: services.pattern_update(by=curator, row=shared, changes={"enabled": False}),
        lambda: services.patterns_switch(by=curator, rows=[shared], enabled=False),
        lambda: services.pattern_delete(by=curator, row=shared),
    ):
        with pytest.raises(PermissionRefused):
            write()
    with pytest.raises(DatabaseError), tenant_scope(tenant.pk):
        CataloguePattern.unscoped.create(tenant=None, **fields(name="mine"))
    row = services.pattern_create(by=platform, tenant_id=None, fields=fields(name=f"all-{tenant.slug}"))
    assert found(tenant, "How is the weather?") == row.name
    services.pattern_delete(by=platform, row=row)


def test_what_ships_is_restored_unless_an_operator_has_changed_it(platform: Principal) -> None:
    def row(name: str) -> CataloguePattern:
        return CataloguePattern.unscoped.get(tenant=None, name=name)

    services.pattern_update(by=platform, row=row("databases"), changes={"description": "Ours now."})
    services.pattern_delete(by=platform, row=row("genes-on-chromosome"))
    services.patterns_switch(by=platform, rows=[row("uses-of-tags")], enabled=False)
    try:
        load_shipped(using="owner")
        assert (row("databases").source, row("databases").description) == ("operator", "Ours now.")
        assert row("genes-on-chromosome").source == "shipped"
        assert (row("uses-of-tags").enabled, row("uses-of-tags").source) == (False, "shipped")
        versions = dict(CataloguePattern.unscoped.filter(tenant=None).values_list("name", "version"))
        load_shipped(using="owner")
        assert dict(CataloguePattern.unscoped.filter(tenant=None).values_list("name", "version")) == versions
    finally:
        services.patterns_switch(by=platform, rows=[row("uses-of-tags")], enabled=True)
        services.pattern_delete(by=platform, row=row("databases"))
        load_shipped(using="owner")


@pytest.mark.parametrize(
    ("question", "cypher", "params", "template", "kept"),
    [
        (
            "How many Failed tasks are there?",
            "MATCH (t:Task) WHERE t.status = $p0 RETURN count(t) AS total",
            {"p0": "Failed"},
            "How many {status:value(Task.status)} tasks are there",
            "MATCH (t:Task) WHERE t.status = $status RETURN count(t) AS total",
        ),
        (
            "Show 5 tasks larger than 2.5 (please)",
            "EXPLAIN MATCH (t:Task) WHERE t.size > $a AND t.status <> $b RETURN t.size AS size LIMIT $n",
            {"a": 2.5, "b": "Failed", "n": 5},
            "Show {n:integer} tasks larger than {a:number}  please ",
            "MATCH (t:Task) WHERE t.size > $a AND t.status <> 'Failed' RETURN t.size AS size LIMIT $n",
        ),
        (
            'Which tasks read "my file.txt"?',
            "MATCH (t:Task) WHERE t.name = $p RETURN t.size AS size",
            {"p": "my file.txt"},
            "Which tasks read {name:text}",
            "MATCH (t:Task) WHERE t.name = $name RETURN t.size AS size",
        ),
    ],
)
def test_an_answer_becomes_a_pattern_of_what_its_question_named(
    question: str, cypher: str, params: dict[str, Any], template: str, kept: str
) -> None:
    proposed = propose(
        Answered(question, cypher, params, subject="task", subject_plural="tasks"), schema=SCHEMA
    )
    assert proposed["questions"] == {"en": [template.strip()]}
    assert " ".join(proposed["cypher"].split()) == kept
    assert pattern_faults({**PATTERN_DEFAULTS, **proposed}) == []


@pytest.mark.parametrize("name", ["\x00", "Sho\ud800e"])
def test_what_cannot_be_stored_is_no_synonym(name: str) -> None:
    [fault] = synonym_faults({"phrase": "shoe", "kind": "label", "name": name})
    assert (fault["pointer"], fault["code"]) == ("/name", "invalid")
