"""Which component is missed how much."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from platform_project.health.checks import overall
from platform_project.health.findings import Finding, Health
from platform_project.health.policy import critical_components_exist
from platform_project.health.registry import Component
from platform_project.health.watch import Report

NOW = datetime.now(UTC)


def report(name: str, status: Health) -> Report:
    return Report(Component(name, Finding), Finding(status), latency_ms=1, at=NOW, since=NOW)


@pytest.mark.parametrize(
    ("postgres", "graph", "whole"),
    [
        ("ok", "ok", "ok"),
        ("ok", "degraded", "degraded"),
        ("ok", "unavailable", "degraded"),
        ("degraded", "ok", "degraded"),
        ("unavailable", "ok", "unavailable"),
        ("unavailable", "unavailable", "unavailable"),
    ],
)
def test_the_whole_follows_from_the_parts(postgres: str, graph: str, whole: str) -> None:
    assert overall([report("postgres", Health(postgres)), report("graph", Health(graph))]) == whole


@given(st.lists(st.tuples(st.sampled_from(["postgres", "graph", "beat"]), st.sampled_from(Health))))
def test_the_whole_is_ok_only_when_everything_is(states: list[tuple[str, Health]]) -> None:
    whole = overall(report(name, status) for name, status in states)
    assert (whole is Health.OK) == all(status is Health.OK for _, status in states)
    assert (whole is Health.UNAVAILABLE) == (("postgres", Health.UNAVAILABLE) in states)


def test_a_critical_component_that_does_not_exist_stops_the_start(settings: Settings) -> None:
    assert critical_components_exist() == []
    settings.HEALTH_CRITICAL = frozenset({"postgres", "memgraf"})
    [error] = critical_components_exist()
    assert (error.id, "memgraf" in error.msg) == ("platform.E010", True)
    assert "postgres" in (error.hint or "")
