"""Fair share with a worker that has more to do than it can do at once."""

import tests.flows  # noqa: F401
from jobs.models import Execution
from tenants.models import Tenant
from tests.executions import assert_sound, fetch, start
from tests.factories import make_principal, make_tenant
from tests.processes import Process


def test_one_tenants_hundred_jobs_do_not_starve_anothers_run_and_all_of_them_end(
    workers: list[Process],
) -> None:
    crowded = make_principal(make_tenant())
    Tenant.objects.filter(pk=crowded.tenant_id).update(concurrent_jobs=5)
    with workers[0].standing_still():
        jobs = [start(crowded, "tests.quick") for _ in range(100)]
        alone = start(make_principal(make_tenant()), "tests.quick")
    assert_sound([*jobs, alone])
    later = Execution.unscoped.using("engine").filter(pk__in=jobs, finished_at__gt=fetch(alone).finished_at)
    assert later.count() > 50
