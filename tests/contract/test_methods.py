"""A method that a path does not know is refused as such, whatever the view is made of."""

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.contract.description import published
from tests.contract.endpoints import ENDPOINTS

if TYPE_CHECKING:
    from tests.contract.world import World

PATHS = sorted({endpoint.path for endpoint in ENDPOINTS})
NAMES = (
    "session_id",
    "step_id",
    "run_id",
    "job_id",
    "approval_id",
    "pattern_id",
    "question_id",
    "file_id",
    "tenant",
    "name",
)


@pytest.mark.parametrize("path", PATHS)
def test_a_method_that_is_not_described_is_not_allowed(world: "World", path: str) -> None:
    asked = path.format(**dict.fromkeys(NAMES, str(uuid4())))
    for method in {"get", "post", "put", "patch", "delete"} - published()["paths"][path].keys():
        response = world.callers["admin"].request(method, asked, json={} if method != "get" else None)
        assert response.status_code == 405, (method, response.text)
        allowed = {each.strip().lower() for each in response.headers["Allow"].split(",")}
        assert allowed - {"head", "options"} == published()["paths"][path].keys(), method
