"""The commands that a deployment runs before everything else."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from pydantic import SecretStr

from platform_project.database_roles import ENGINE
from platform_project.devstack.servers import Servers
from security.models import User
from security.tenancy import PLATFORM_SLUG
from tenants.models import Tenant

PASSWORD = "a long and good enough pass phrase"


@pytest.fixture
def told(settings: Any) -> Any:
    """Says what the environment of a command is to have besides."""

    def tell(**variables: Any) -> None:
        settings.ENV = settings.ENV.model_copy(update=variables)

    return tell


def test_the_first_operator_is_made_once_and_keeps_a_password_of_his_own(told: Any) -> None:
    name = f"first-{uuid4().hex[:8]}"
    told(admin_user=name, admin_password=SecretStr(PASSWORD))
    call_command("bootstrap", verbosity=0)
    operator = User.objects.get(username=name)
    assert operator.check_password(PASSWORD)
    assert (operator.is_staff, operator.is_superuser) == (True, True)
    assert Tenant.objects.filter(slug=PLATFORM_SLUG).count() == 1

    operator.set_password("chosen by himself")
    operator.save()
    call_command("bootstrap", verbosity=0)
    assert User.objects.get(username=name).check_password("chosen by himself")


def test_a_weak_first_password_is_refused(told: Any) -> None:
    name = f"first-{uuid4().hex[:8]}"
    told(admin_user=name, admin_password=SecretStr("short"))
    with pytest.raises(CommandError, match="ADMIN_PASSWORD"):
        call_command("bootstrap", verbosity=0)
    assert not User.objects.filter(username=name).exists()


def test_the_roles_need_the_administrators_address(told: Any) -> None:
    told(database_admin_url=None)
    with pytest.raises(CommandError, match="DATABASE_ADMIN_URL"):
        call_command("database_roles")


def test_addresses_that_fit_no_role_are_refused_in_words(told: Any, servers: Servers) -> None:
    assert servers.postgres is not None
    told(
        database_admin_url=SecretStr(servers.postgres.administrator_url),
        database_engine_url=SecretStr("postgresql://somebody:secret@127.0.0.1/platform"),
    )
    with pytest.raises(CommandError, match=ENGINE):
        call_command("database_roles")
