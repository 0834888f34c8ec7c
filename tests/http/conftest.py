from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from rest_framework.test import APIClient


@pytest.fixture
def api() -> "APIClient":
    """A client that shows a 500 instead of raising what caused it."""
    from rest_framework.test import APIClient  # pytest may read this file before Django is set up

    return APIClient(raise_request_exception=False)
