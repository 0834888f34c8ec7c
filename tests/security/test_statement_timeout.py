"""A request asks the database for so long and no longer; others take the time that they need."""

import pytest
from django.db import connection

from tenants import context
from tenants.context import across_tenants
from tests.security.conftest import Bearer

pytestmark = pytest.mark.urls("tests.security.sample_urls")


def timeout() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        return str(cursor.fetchone()[0])


def test_a_request_whose_statement_takes_too_long_is_refused(
    bearer: Bearer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context, "STATEMENT_SECONDS", 1)
    response = bearer("user").get("/v1/asleep")
    assert (response.status_code, response.json()["code"]) == (503, "service_unavailable")
    assert response["Retry-After"] == "1"


def test_what_is_no_request_may_take_longer_on_the_same_connection(bearer: Bearer) -> None:
    assert bearer("user").get("/v1/known").status_code == 200
    with across_tenants():
        assert timeout() == "0"
    assert timeout() == "0"
