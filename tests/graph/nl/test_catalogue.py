"""Known questions: which pattern a question is, whose counts, and what is drafted from it."""

import pytest

from graph.models import CataloguePattern, Synonym
from graph.nl.catalogue import lookup, services, synonyms_of
from graph.nl.normalise import normalise
from graph.schema import GraphSchema
from platform_project.http.errors import PermissionRefused, ValidationFailed
from security.principal import Principal
from tenants.errors import TenantMissing
from tenants.models import Tenant
from tests.graph.nl.catalogue import SCHEMA, fields, found, in_english


def test_a_tenants_own_pattern_is_its_own(tenant: Tenant, other_tenant: Tenant, curator: Principal) -> None:
    services.pattern_create(by=curator, tenant_id=tenant.pk, fields=fields())
    assert found(tenant, "How is the weather?") == "own"
    assert found(other_tenant, "How is the weather?") is None


def test_a_tenant_replaces_or_switches_off_a_pattern_of_all_by_its_name(
    tenant: Tenant, other_tenant: Tenant, curator: Principal
) -> None:
    replaced = fields(name="node-count", questions=in_english("how many nodes are there"), enabled=False)
    row = services.pattern_create(by=curator, tenant_id=tenant.pk, fields=replaced)
    assert found(tenant, "how many nodes are there") is None
    assert found(other_tenant, "how many nodes are there") == "node-count"
    services.patterns_switch(by=curator, rows=[row], enabled=True)
    assert found(tenant, "how many nodes are there") == "node-count"


def test_no_tenant_no_patterns() -> None:
    for model in (CataloguePattern, Synonym):
        with pytest.raises(TenantMissing):
            list(model.objects.all())


def test_a_pattern_that_names_what_a_graph_does_not_have_is_left_out(
    tenant: Tenant, curator: Principal
) -> None:
    for name, text, cypher in (
        ("label", "colour of shoes", "MATCH (n:Shoe) RETURN n.colour AS colour"),
        ("type", "wearers of tasks", "MATCH (t:Task)-[:WORN_BY]->(n) RETURN count(n) AS total"),
        ("property", "colour of tasks", "MATCH (t:Task) RETURN t.colour AS colour"),
        ("value", "purple tasks", "MATCH (t:Task) WHERE t.status = 'Purple' RETURN count(t) AS total"),
        ("fits", "failed tasks", "MATCH (t:Task) WHERE t.status = 'Failed' RETURN count(t) AS total"),
    ):
        services.pattern_create(
            by=curator,
            tenant_id=tenant.pk,
            fields=fields(name=name, questions=in_english(text), cypher=cypher),
        )
        assert found(tenant, text) == ("fits" if name == "fits" else None), name


def test_a_name_that_is_known_for_something_else_is_no_match(tenant: Tenant, curator: Principal) -> None:
    places = [("Machine", "code", ["m-1"]), ("Person", "login", ["ada"])]
    schema = GraphSchema.from_json(
        {
            "labels": [
                {
                    "name": label,
                    "count": 1,
                    "properties": [{"name": name, "type": "text", "coverage": 1.0, "values": values}],
                }
                for label, name, values in places
            ],
            "label_sets": [{"labels": [label], "count": 1} for label, _, _ in places],
            "triples": [],
            "relationship_counts": {},
        }
    )
    cypher = "MATCH (m:Machine) WHERE toLower(m.code) = toLower($machine) RETURN m.code AS code"
    own = fields(questions=in_english("where is {machine:name}"), cypher=cypher, kind="list")
    services.pattern_create(by=curator, tenant_id=tenant.pk, fields=own)
    assert found(tenant, "where is m-1", schema) == "own"
    assert found(tenant, "where is m-99", schema) == "own"
    assert found(tenant, "where is ada", schema) is None


def test_a_label_is_written_into_the_query_and_an_unknown_value_explained(
    tenant: Tenant, curator: Principal
) -> None:
    services.pattern_create(
        by=curator,
        tenant_id=tenant.pk,
        fields=fields(
            questions=in_english("total of {w:label}"), cypher="MATCH (n:`$w`) RETURN count(n) AS total"
        ),
    )
    draft = lookup(normalise("total of blast db"), tenant_id=tenant.pk, schema=SCHEMA)
    assert draft is not None
    assert (draft.cypher, draft.params) == ("MATCH (n:BlastDb)\nRETURN count(n) AS total", {})
    assert draft.reading == "total of BlastDb"
    services.pattern_create(
        by=curator,
        tenant_id=tenant.pk,
        fields=fields(
            name="status",
            questions=in_english("amount of {s:value(Task.status)} tasks"),
            cypher="MATCH (t:Task) WHERE t.status = $s RETURN count(t) AS total",
        ),
    )
    draft = lookup(normalise("amount of failed tasks"), tenant_id=tenant.pk, schema=SCHEMA)
    assert draft is not None and draft.hints["present"] == {"status": ["Failed", "In Progress"]}


def test_a_misspelt_question_is_known_and_a_little_less_sure(tenant: Tenant) -> None:
    sure = lookup(normalise("How many relationships are there?"), tenant_id=tenant.pk, schema=SCHEMA)
    spelt = lookup(normalise("How many relatonships are there?"), tenant_id=tenant.pk, schema=SCHEMA)
    assert sure is not None and spelt is not None
    assert spelt.cypher == sure.cypher
    assert 0.8 < spelt.confidence < sure.confidence


def test_the_pattern_with_more_words_in_common_comes_first_and_own_ones_before_all(
    tenant: Tenant, curator: Principal
) -> None:
    for name, text in (("a-wide", "tell me about {x:text}"), ("b-close", "tell me about secret {x:text}")):
        cypher = "MATCH (n) WHERE n.orig_id = $x RETURN count(n) AS total"
        services.pattern_create(
            by=curator,
            tenant_id=tenant.pk,
            fields=fields(name=name, questions=in_english(text), cypher=cypher),
        )
    assert found(tenant, "tell me about secret ada") == "b-close"
    assert found(tenant, "tell me about ada") == "a-wide"


def test_synonyms_of_a_tenant_count_before_those_of_all(
    tenant: Tenant, other_tenant: Tenant, curator: Principal, platform: Principal
) -> None:
    phrase = f"word {tenant.slug}"
    shared = services.synonym_save(by=platform, row=Synonym(phrase=phrase, kind="label", name="Task"))
    assert synonyms_of(tenant.pk).labels[phrase] == "Task"
    services.synonym_save(
        by=curator, row=Synonym(tenant_id=tenant.pk, phrase=phrase, kind="label", name="BlastDb")
    )
    assert (synonyms_of(tenant.pk).labels[phrase], synonyms_of(other_tenant.pk).labels[phrase]) == (
        "BlastDb",
        "Task",
    )
    assert synonyms_of(tenant.pk) is synonyms_of(tenant.pk)
    with pytest.raises(ValidationFailed):
        services.synonym_save(by=platform, row=Synonym(phrase=phrase, kind="label", name="Other"))
    with pytest.raises(PermissionRefused):
        services.synonym_save(by=curator, row=shared)
    services.synonym_delete(by=platform, row=shared)
    assert phrase not in synonyms_of(other_tenant.pk).labels
