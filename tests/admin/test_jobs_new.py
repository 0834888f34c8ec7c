"""A new job from the form that its type's schema makes."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from jsonschema import Draft202012Validator

from jobs.forms import JobForm
from jobs.models import Execution, Job
from jobs.registry import JobType, get_job_type
from security.scopes import Scope
from security.tenancy import PLATFORM_SLUG
from tenants.context import across_tenants
from tenants.models import Tenant
from tests.admin.conftest import login

NEW = reverse("admin:jobs_job_add")
NORMAL = {"priority": str(Execution.Priority.NORMAL.value)}

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "minLength": 2, "pattern": "^[a-z]+$", "description": "In lower case."},
        "count": {"type": "integer", "minimum": 1, "maximum": 9, "default": 3},
        "share": {"type": "number", "exclusiveMinimum": 0},
        "mode": {"enum": ["fast", "slow", 3]},
        "dry_run": {"type": "boolean", "default": True},
        "strict": {"type": "boolean"},
        "labels": {"type": "array", "items": {"type": "string"}, "minItems": 1},
        "free": {"type": "object"},
        "source": {
            "type": "object",
            "properties": {"url": {"type": "string"}, "depth": {"type": "integer"}},
            "required": ["url"],
            "additionalProperties": False,
        },
    },
    "required": ["name"],
    "additionalProperties": False,
}


def form(schema: dict[str, Any] | None = None, **data: str) -> JobForm:
    """The form of a type with this schema, filled in."""
    demo = get_job_type("demo")
    job_type = JobType("x", "", Draft202012Validator(schema or SCHEMA), Scope.JOBS_WRITE, demo.flow)
    sent = {f"/{name.replace('__', '/')}": value for name, value in data.items()}
    return JobForm(
        {**NORMAL, **sent}, job_type=job_type, priorities=list(Execution.Priority), chooses_tenant=False
    )


@pytest.mark.parametrize(
    ("data", "payload"),
    [
        ({}, {}),
        ({"count": "4"}, {"count": 4}),
        ({"share": "0.5"}, {"share": 0.5}),
        ({"share": "2"}, {"share": 2}),
        ({"mode": '"slow"'}, {"mode": "slow"}),
        ({"mode": "3"}, {"mode": 3}),
        ({"dry_run": "on"}, {"dry_run": True}),
        ({"strict": "false"}, {"strict": False}),
        ({"labels": '["a", "b"]'}, {"labels": ["a", "b"]}),
        ({"free": "{}"}, {"free": {}}),
        ({"source__url": "x", "source__depth": "2"}, {"source": {"url": "x", "depth": 2}}),
    ],
)
def test_what_is_typed_becomes_the_payload(data: dict[str, str], payload: dict[str, Any]) -> None:
    filled = form(name="ab", **data)
    assert filled.is_valid(), filled.errors
    assert filled.payload == {"name": "ab", "dry_run": False, **payload}


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"name": ""}, "/name"),
        ({"name": "a"}, "/name"),
        ({"name": "AB"}, "/name"),
        ({"count": "10"}, "/count"),
        ({"count": "many"}, "/count"),
        ({"share": "0"}, "/share"),
        ({"share": "nan"}, "/share"),
        ({"mode": '"quick"'}, "/mode"),
        ({"labels": "[]"}, "/labels"),
        ({"labels": '["a", 1]'}, "/labels"),
        ({"labels": "[1"}, "/labels"),
        ({"free": "[]"}, "/free"),
        ({"source__depth": "2"}, "/source/url"),
    ],
)
def test_what_the_schema_refuses_is_said_once_beside_its_field(data: dict[str, str], field: str) -> None:
    filled = form(**{"name": "ab", **data})
    assert not filled.is_valid()
    assert {name: len(said) for name, said in filled.errors.items()} == {field: 1}


def test_defaults_bounds_and_descriptions_are_shown() -> None:
    fields = form().fields
    assert (fields["/count"].initial, fields["/dry_run"].initial) == (3, True)
    assert fields["/count"].help_text == "From 1 to 9."
    assert fields["/name"].help_text == "In lower case."
    assert fields["/name"].required
    assert not fields["/source/url"].required


def test_a_schema_that_names_no_properties_is_asked_for_as_a_whole() -> None:
    filled = form({"type": "object", "required": ["a"]}, **{"": '{"b": 1}'})
    assert list(filled.errors) == ["/"]
    assert form({"type": "object"}, **{"": '{"b": 1}'}).is_valid()


def test_an_operator_starts_a_job_in_the_own_tenant(operator: Client, tenant: Tenant) -> None:
    assert "counts items in five stages" in operator.get(NEW).content.decode()
    assert operator.get(NEW, {"type": "demo"}).context["form"]["/items"].initial == 5
    sent = {"/items": "7", "/duration_ms": "0", "/simulate": '"success"', "priority": "9"}
    answer = operator.post(f"{NEW}?type=demo", sent)
    with across_tenants():
        job = Job.unscoped.select_related("execution").get(tenant=tenant)
    assert answer["Location"] == reverse("admin:jobs_job_change", args=[job.pk])
    assert job.payload == {"items": 7, "duration_ms": 0, "simulate": "success"}
    assert (job.type, job.execution.priority) == ("demo", Execution.Priority.HIGH)


def test_a_superuser_chooses_the_tenant(superuser: Client, tenant: Tenant, other_tenant: Tenant) -> None:
    other_tenant.status = Tenant.Status.SUSPENDED
    other_tenant.save()
    refused = superuser.post(f"{NEW}?type=test", {**NORMAL, "/test": '"all"', "tenant": str(other_tenant.pk)})
    assert "tenant" in refused.context["form"].errors
    superuser.post(f"{NEW}?type=test", {**NORMAL, "/test": '"all"', "tenant": str(tenant.pk)})
    with across_tenants():
        assert [job.tenant_id for job in Job.unscoped.filter(tenant__in=[tenant, other_tenant])] == [
            tenant.pk
        ]


def test_what_only_the_service_can_refuse_is_said_above_the_form(superuser: Client, tenant: Tenant) -> None:
    Tenant.objects.get_or_create(slug=PLATFORM_SLUG, defaults={"name": "Platform"})
    shown = superuser.post(f"{NEW}?type=maintenance.cleanup", {**NORMAL, "tenant": str(tenant.pk)})
    assert shown.status_code == 200
    assert shown.context["form"].non_field_errors()
    with across_tenants():
        assert not Job.unscoped.filter(tenant=tenant).exists()


def test_operators_are_offered_only_what_they_may_start(
    viewer: Client, operator: Client, tenant: Tenant
) -> None:
    assert viewer.get(NEW).status_code == 403
    assert login(roles=["admin"]).get(NEW).status_code == 403
    offered = {job_type.name for job_type in operator.get(NEW).context["types"]}
    assert {"demo", "agent.run"} <= offered
    assert "maintenance.vacuum" not in offered
    admin = login(tenant=tenant, roles=["admin"])
    offered = {job_type.name for job_type in admin.get(NEW).context["types"]}
    assert "maintenance.check_integrity" in offered
    assert "maintenance.vacuum" not in offered
    assert operator.get(NEW, {"type": "maintenance.vacuum"}).context["form"] is None
    user = login(tenant=tenant, roles=["user"])
    high = user.post(f"{NEW}?type=test", {"/test": '"all"', "priority": "9"})
    assert "priority" in high.context["form"].errors
