"""What tenants hold goes in an order in which it can."""

from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey
from django.test.utils import CaptureQueriesContext

from security.models import User
from tenants.context import across_tenants
from tenants.models import Tenant
from tenants.removal import blockers, blockers_in_tables, holdings
from tests.factories import make_tenant
from tests.tenants.test_isolation import populate


def test_every_table_of_tenants_is_among_what_they_hold() -> None:
    tables = {
        model._meta.db_table
        for model in apps.get_models()
        if any(isinstance(f, ForeignKey) and f.related_model is Tenant for f in model._meta.get_fields())
    }
    assert tables <= {holding.name for holding in holdings()}


def test_what_points_to_other_rows_goes_before_them() -> None:
    order = [holding.name for holding in holdings()]
    for first, then in (("events", "executions"), ("steps", "agent_runs"), ("agent_runs", "sessions")):
        assert order.index(first) < order.index(then)


def test_one_tenants_rows_go_and_no_others() -> None:
    tenant, neighbour = make_tenant(), make_tenant()
    for each in (tenant, neighbour):
        populate(each)
        User.objects.create_user(username=f"o-{each.slug}", tenant=each)
    kept = blockers(neighbour.pk)
    assert {each["type"] for each in blockers(tenant.pk)} == {each["type"] for each in kept}
    removed = {holding.name: sum(holding.remove(tenant.pk)) for holding in holdings()}
    assert blockers(tenant.pk) == []
    assert {each["type"]: each["count"] for each in kept}.items() <= removed.items()
    assert blockers(neighbour.pk) == kept


def test_no_table_is_read_as_a_whole_to_see_whether_a_tenant_has_rows_in_it() -> None:
    with CaptureQueriesContext(connection) as queries:
        blockers_in_tables(make_tenant().pk)
    counted = [query["sql"] for query in queries if "COUNT(" in query["sql"]]
    assert len(counted) > 5
    with across_tenants(), connection.cursor() as cursor:
        # The tables of tests are so small that reading them is cheapest.
        cursor.execute("SET LOCAL enable_seqscan = off")
        for statement in counted:
            cursor.execute(f"EXPLAIN {statement}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
            assert "Seq Scan" not in plan and "tenant_id" in plan, plan
