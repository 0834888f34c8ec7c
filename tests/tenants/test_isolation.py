"""Both fences around every table that belongs to tenants. These tests connect as the application's role."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, connections, models, transaction

from agents.models import AgentRun, Session, Step
from agents.services import Question, run_create
from graph.models import CataloguePattern, Synonym
from jobs.models import Event, Execution, Job
from jobs.services import job_create
from security.models import IdempotencyKey
from tenants.context import across_tenants, tenant_scope
from tenants.errors import TenantMissing
from tenants.models import Tenant, TenantOwned
from tests.admin.rows import make_approval, make_file
from tests.factories import make_principal
from tools.models import ToolInvocation

UNFENCED = {
    # A login is looked up by its name before its tenant is known.
    "users",
}


def tables_of_tenants() -> list[str]:
    """Every table with a ``tenant_id``, asked of the database itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND column_name = 'tenant_id' ORDER BY table_name"
        )
        return [row[0] for row in cursor.fetchall()]


def fenced_tables() -> list[str]:
    return [table for table in tables_of_tenants() if table not in UNFENCED]


def models_of_tenants() -> list[type[TenantOwned]]:
    return [model for model in apps.get_models() if issubclass(model, TenantOwned)]


def populate(tenant: Tenant) -> None:
    """A row in every table of a tenant."""
    principal = make_principal(tenant)
    with tenant_scope(tenant.pk):
        run = run_create(principal=principal, question=Question(prompt="Hello"))
        job = job_create(principal=principal, type_name="demo", payload={})
        now = run.execution.created_at
        Step.objects.create(
            run=run,
            session=run.session,
            seq=1_000,
            index=1_000,
            action="classify",
            status="succeeded",
            started_at=now,
            finished_at=now,
        )
        ToolInvocation.objects.create(execution_id=job.pk, tool="t", version="1", action="a")
        IdempotencyKey.objects.create(
            digest=uuid4().hex, subject="ada", method="POST", path="/", key="k", status=204, headers={},
            expires_at=now + timedelta(days=1),
        )  # fmt: skip
        CataloguePattern.objects.create(
            tenant=tenant, name="own", questions=["how many rows are ours"], cypher="RETURN 1"
        )
        Synonym.objects.create(tenant=tenant, phrase="row", kind=Synonym.Kind.LABEL, name="Task")
        make_approval(tenant)
        make_file(tenant)


def rows(table: str) -> dict[UUID | None, int]:
    """How many rows of each tenant a statement with no condition sees."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT tenant_id, count(*) FROM "{table}" GROUP BY tenant_id')
        return dict(cursor.fetchall())


def test_every_model_of_a_tenant_is_a_table_with_its_id() -> None:
    fenced = {model._meta.db_table for model in models_of_tenants()}
    assert fenced <= set(tables_of_tenants())
    with_foreign_key = {
        model._meta.db_table
        for model in apps.get_models()
        if any(
            isinstance(f, models.ForeignKey) and f.related_model is Tenant for f in model._meta.get_fields()
        )
    }
    assert with_foreign_key == set(tables_of_tenants())
    assert {AgentRun, Session, Step, Execution, Event, Job, ToolInvocation} <= set(models_of_tenants())


def test_every_table_of_tenants_has_row_level_security_that_binds_its_owner_too() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, array_agg(p.polname::text) "
            "FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid "
            "WHERE c.relname = ANY(%s) AND c.relkind = 'r' GROUP BY 1, 2, 3",
            [fenced_tables()],
        )
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    assert set(found) == set(fenced_tables())
    for table, (enabled, forced, policies) in found.items():
        assert enabled and forced, table
        assert "tenant_isolation" in policies, table


def test_no_policy_lets_the_application_through_but_the_tenants() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, policyname, roles::text[] FROM pg_policies")
        for table, policy, roles in cursor.fetchall():
            assert policy == "tenant_isolation" or roles in (["platform_owner"], ["platform_engine"]), table


def test_raw_sql_sees_nothing_without_a_tenant_and_ones_own_rows_with_one(
    tenant: Tenant, other_tenant: Tenant
) -> None:
    populate(tenant)
    populate(other_tenant)
    for table in fenced_tables():
        # Patterns without a tenant are for all.
        assert set(rows(table)) <= {None}, table
        with tenant_scope(tenant.pk):
            assert set(rows(table)) - {None} == {tenant.pk}, table
        with across_tenants():
            assert {tenant.pk, other_tenant.pk} <= set(rows(table)), table


def test_nothing_of_a_tenant_stays_on_a_connection_that_is_used_again(
    tenant: Tenant, other_tenant: Tenant
) -> None:
    populate(tenant)
    populate(other_tenant)
    connection.ensure_connection()
    process = connection.connection.info.backend_pid
    for _ in range(2):
        for each in (tenant, other_tenant):
            with tenant_scope(each.pk):
                assert set(rows("executions")) == {each.pk}
            assert rows("executions") == {}
        with pytest.raises(ZeroDivisionError), tenant_scope(tenant.pk):
            raise ZeroDivisionError
        assert rows("executions") == {}
    assert connection.connection.info.backend_pid == process


def test_an_inner_scope_ends_with_itself(tenant: Tenant, other_tenant: Tenant) -> None:
    populate(tenant)
    populate(other_tenant)
    with tenant_scope(tenant.pk):
        with tenant_scope(other_tenant.pk):
            assert set(rows("jobs")) == {other_tenant.pk}
        assert set(rows("jobs")) == {tenant.pk}
        with pytest.raises(ZeroDivisionError), tenant_scope(other_tenant.pk):
            raise ZeroDivisionError
        assert set(rows("jobs")) == {tenant.pk}
        assert {job.tenant_id for job in Job.objects.all()} == {tenant.pk}


@pytest.mark.parametrize("table", ["executions", "jobs", "sessions"])
def test_nobody_writes_for_another_tenant(tenant: Tenant, other_tenant: Tenant, table: str) -> None:
    populate(tenant)
    populate(other_tenant)
    with tenant_scope(tenant.pk), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET tenant_id = tenant_id WHERE tenant_id = %s", [other_tenant.pk])
        assert cursor.rowcount == 0
        cursor.execute(f"DELETE FROM {table} WHERE tenant_id = %s", [other_tenant.pk])
        assert cursor.rowcount == 0
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        tenant_scope(tenant.pk),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE {table} SET tenant_id = %s", [other_tenant.pk])


@pytest.mark.parametrize("model", [CataloguePattern, *models_of_tenants()], ids=lambda model: model.__name__)
def test_the_manager_raises_without_a_tenant(model: Any) -> None:
    for query in (model.objects.all, model.objects.count, lambda: model.objects.filter(pk=None)):
        with pytest.raises(TenantMissing):
            query()
    with pytest.raises(TenantMissing), across_tenants():
        model.objects.first()


def test_the_manager_finds_only_the_active_tenants_rows(tenant: Tenant, other_tenant: Tenant) -> None:
    populate(tenant)
    populate(other_tenant)
    with across_tenants():
        theirs = Job.unscoped.get(tenant=other_tenant)
    with tenant_scope(tenant.pk):
        assert [job.tenant_id for job in Job.objects.all()] == [tenant.pk]
        assert not Job.objects.filter(pk=theirs.pk).exists()
        # And where code forgets the first fence, the second stands.
        assert not Job.unscoped.filter(pk=theirs.pk).exists()


def test_a_row_is_saved_for_the_active_tenant(tenant: Tenant) -> None:
    with tenant_scope(tenant.pk):
        session = Session(subject="ada")
        session.save()
    assert session.tenant_id == tenant.pk
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Session(subject="ada", tenant=tenant).save()


@pytest.mark.parametrize("alias", ["default", "engine"])
def test_the_working_roles_have_no_power_over_the_fences(alias: str) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication FROM pg_roles "
            "WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False,) * 5
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM pg_auth_members WHERE member = current_user::regrole")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT has_schema_privilege('public', 'CREATE')")
        assert cursor.fetchone() == (False,)


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE jobs DISABLE ROW LEVEL SECURITY",
        "DROP POLICY tenant_isolation ON jobs",
        "TRUNCATE jobs",
        "SET ROLE platform_owner",
        "CREATE TABLE mine (id int)",
    ],
)
def test_the_application_cannot_take_the_fence_down(statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match=r"must be owner|permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_engines_role_works_across_tenants_on_its_own_tables_only(tenant: Tenant) -> None:
    populate(tenant)
    with connections["engine"].cursor() as cursor:
        for table in ("executions", "events"):
            cursor.execute(f"SELECT count(*) FROM {table} WHERE tenant_id = %s", [tenant.pk])
            assert cursor.fetchone()[0] > 0, table
        for table in ("jobs", "agent_runs", "sessions", "users"):
            with pytest.raises(ProgrammingError, match="permission denied"):
                cursor.execute(f"SELECT count(*) FROM {table}")
        with pytest.raises(ProgrammingError, match="permission denied"):
            cursor.execute("SELECT name FROM tenants")
