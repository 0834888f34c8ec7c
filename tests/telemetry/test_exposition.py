"""Who may read the metrics."""

from ipaddress import ip_network
from typing import Any

import pytest
from pytest_django import Settings

from platform_project.telemetry.exposition import is_admitted

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


@pytest.fixture(autouse=True)
def _without_a_token(settings: Settings) -> None:
    settings.METRICS_TOKEN = None
    settings.METRICS_NETWORKS = LOOPBACK


@pytest.mark.parametrize(
    ("environ", "admitted"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, True),
        ({"REMOTE_ADDR": "::1"}, True),
        ({"REMOTE_ADDR": "192.0.2.7"}, False),
        ({"REMOTE_ADDR": ""}, False),
        ({}, False),
        ({"REMOTE_ADDR": "not an address"}, False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.7"}, False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_REAL_IP": "127.0.0.1"}, False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=127.0.0.1"}, False),
    ],
)
def test_without_a_token_only_neighbours_are_admitted(environ: dict[str, Any], admitted: bool) -> None:
    assert is_admitted(environ) is admitted


@pytest.mark.parametrize(
    ("given", "admitted"),
    [
        ("Bearer right", True),
        ("Bearer wrong", False),
        ("right", False),
        ("bearer right", False),
        ("", False),
        ("Bearer rïght", False),
    ],
)
def test_with_a_token_it_alone_counts(settings: Settings, given: str, admitted: bool) -> None:
    settings.METRICS_TOKEN = "right"
    assert is_admitted({"REMOTE_ADDR": "127.0.0.1", "HTTP_AUTHORIZATION": given}) is admitted
    assert is_admitted({"REMOTE_ADDR": "192.0.2.7", "HTTP_AUTHORIZATION": given}) is admitted
