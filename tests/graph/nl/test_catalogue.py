"""Known questions: the shipped ones, a tenant's own, and who sees which."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.exceptions import ValidationError
from django.db import DatabaseError

import graph.nl
from graph.cypher import prepare
from graph.models import CataloguePattern
from graph.nl import catalogue
from graph.nl.normalise import normalise
from graph.nl.templates import ParameterType, TemplateError, read_template
from tenants.context import tenant_scope
from tenants.errors import TenantMissing
from tenants.ids import new_id
from tenants.models import Tenant

SHIPPED = yaml.safe_load((Path(graph.nl.__file__).parent / "patterns.yaml").read_text())


@pytest.mark.parametrize(
    ("template", "question", "params"),
    [
        (
            "which files come from {file:text}",
            "Which files come from reads_1.fasta?",
            {"file": "reads_1.fasta"},
        ),
        ("which files come from {file:text}", "which file comes from the file x", {"file": "file x"}),
        ("what did {who} do", 'What did "Ada and Bruno" do?', {"who": "Ada and Bruno"}),
        ("last {n:integer} tasks", "the last five tasks", {"n": 5}),
        ("last {n:integer} tasks", "last many tasks", None),
        ("which files come from {file:text}", "which files come from here and are not used", None),
        ("which files come from {file:text}", "which files come from", None),
        ("how many nodes are there", "how many nodes are there not", None),
    ],
)
def test_the_whole_question_is_the_template_or_it_is_no_match(
    template: str, question: str, params: dict[str, Any] | None
) -> None:
    assert read_template(template).match(normalise(question)) == params


@pytest.mark.parametrize("template", ["{n:date}", "{a} and {a}"])
def test_a_template_that_cannot_be_read_is_refused(template: str) -> None:
    with pytest.raises(TemplateError):
        read_template(template)


@pytest.mark.parametrize("entry", SHIPPED, ids=[entry["name"] for entry in SHIPPED])
def test_every_shipped_pattern_answers_its_own_questions_with_a_query_that_may_run(
    tenant: Tenant, entry: dict[str, Any]
) -> None:
    for text in entry["questions"]:
        kinds = read_template(text).parameters
        question = text
        for name, kind in kinds.items():
            sample = "3" if kind is ParameterType.INTEGER else '"some name"'
            question = question.replace(f"{{{name}:{kind}}}", sample)
        draft = catalogue.lookup(normalise(question), tenant_id=tenant.pk)
        assert draft is not None and draft.hints["pattern"] == entry["name"], question
        prepare(draft.cypher, params=draft.params, tenant_id=tenant.pk)


def make_pattern(tenant: Tenant, name: str, question: str, **fields: Any) -> CataloguePattern:
    with tenant_scope(tenant.pk):
        return CataloguePattern.unscoped.create(
            tenant=tenant, name=name, questions=[question], cypher="MATCH (n:X) RETURN count(n)", **fields
        )


def test_a_tenants_own_pattern_is_its_own(tenant: Tenant, other_tenant: Tenant) -> None:
    make_pattern(tenant, "own", "how is the weather")
    assert catalogue.lookup(normalise("How is the weather?"), tenant_id=tenant.pk) is not None
    assert catalogue.lookup(normalise("How is the weather?"), tenant_id=other_tenant.pk) is None


def test_a_tenant_replaces_or_switches_off_a_shipped_pattern_by_its_name(tenant: Tenant) -> None:
    question = normalise("how many nodes are there")
    make_pattern(tenant, "node-count", "how many nodes are there", enabled=False)
    assert catalogue.lookup(question, tenant_id=tenant.pk) is None
    assert catalogue.lookup(question, tenant_id=new_id()) is not None


def test_a_tenant_cannot_write_a_pattern_for_all(tenant: Tenant) -> None:
    with pytest.raises(DatabaseError), tenant_scope(tenant.pk):
        CataloguePattern.unscoped.create(tenant=None, name="mine", questions=["x"], cypher="RETURN 1")


def test_no_tenant_no_patterns() -> None:
    with pytest.raises(TenantMissing):
        list(CataloguePattern.objects.all())


def test_a_patterns_templates_have_the_same_parameters() -> None:
    pattern = CataloguePattern(name="x", questions=["files of {a}", "all files"], cypher="RETURN 1")
    with pytest.raises(ValidationError):
        pattern.clean()
