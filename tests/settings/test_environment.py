"""The environment: documented, strict in production, silent about secrets."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from pydantic import SecretStr

from platform_project.settings.env import BASE_DIR, Environment, read_environment

EXAMPLE = BASE_DIR / ".env.example"
REQUIRED = {"SECRET_KEY", "DATABASE_URL", "DATABASE_ENGINE_URL", "REDIS_URL", "GRAPH_URL"}
STRONG = "Xk7-" * 10
PRODUCTION = {
    "APP_ENV": "prod",
    "SECRET_KEY": STRONG,
    "DATABASE_URL": f"postgresql://app:{STRONG}@127.0.0.1:1/platform",
    "DATABASE_ENGINE_URL": f"postgresql://engine:{STRONG}@127.0.0.1:1/platform",
    "REDIS_URL": f"redis://:{STRONG}@127.0.0.1:1/0",
    "GRAPH_URL": "bolt://127.0.0.1:1",
    "GRAPH_USER": "graph",
    "GRAPH_PASSWORD": STRONG,
    "OIDC_ISSUER": "https://id.example.org",
}


def documented() -> dict[str, str]:
    """The variables of the example file with their values."""
    lines = EXAMPLE.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def altered(tmp_path: Path, changes: dict[str, str | None]) -> dict[str, str]:
    """The environment of production with changes; None takes a variable away."""
    variables = {**PRODUCTION, "STATE_DIR": str(tmp_path), **changes}
    return {name: value for name, value in variables.items() if value is not None}


def start(tmp_path: Path, **changes: str | None) -> subprocess.CompletedProcess[str]:
    """``manage.py check`` in an environment of its own."""
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=BASE_DIR,
        env={"PATH": os.environ["PATH"], **altered(tmp_path, changes)},
        capture_output=True,
        text=True,
    )


def refusal(tmp_path: Path, **changes: str | None) -> str:
    """What settings say to an environment that they refuse, which is all that a process then says."""
    with pytest.MonkeyPatch.context() as patch, pytest.raises(ImproperlyConfigured) as refused:
        for name in os.environ:
            patch.delenv(name)
        for name, value in altered(tmp_path, changes).items():
            patch.setenv(name, value)
        read_environment()
    return str(refused.value)


def test_the_example_has_every_variable_and_no_other() -> None:
    assert set(documented()) == {name.upper() for name in Environment.model_fields}


def test_each_variable_of_the_example_is_explained_above_it() -> None:
    for group in re.split(r"\n(?=#)", EXAMPLE.read_text()):
        assert group.startswith("#"), group


@pytest.mark.parametrize(("name", "field"), Environment.model_fields.items())
def test_the_example_shows_the_default(name: str, field: Any) -> None:
    shown = documented()[name.upper()]
    if field.is_required():
        assert name.upper() in REQUIRED
        assert shown == ""
    elif field.default_factory or field.default in (None, "", []) or isinstance(field.default, SecretStr):
        assert shown == ""
    else:
        default = ",".join(field.default) if isinstance(field.default, list) else str(field.default)
        assert shown.lower() == default.lower()


def test_production_starts_with_everything_in_order(tmp_path: Path) -> None:
    done = start(tmp_path)
    assert (done.returncode, "no issues" in done.stdout) == (0, True), done.stderr


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"DEBUG": "true"}, "DEBUG=true"),
        ({"OIDC_ISSUER": None}, "no OIDC_ISSUER"),
        ({"NL_TEST_HINTS": "/no/such/hints.json"}, "NL_TEST_HINTS"),
        ({"NL_TEST_MODE": "true"}, "NL_TEST_MODE=true"),
        ({"SECRET_KEY": "x" * 31}, "SECRET_KEY"),
        ({"GRAPH_PASSWORD": "hunter2"}, "GRAPH_PASSWORD"),
        ({"GRAPH_PASSWORD": None}, "GRAPH_PASSWORD"),
        ({"DATABASE_URL": "postgresql://app:platform@127.0.0.1:1/x"}, "password in DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://app@127.0.0.1:1/x"}, "password in DATABASE_URL"),
        (
            {"DATABASE_ENGINE_URL": "postgresql://engine:changeme@127.0.0.1:1/x"},
            "password in DATABASE_ENGINE_URL",
        ),
        ({"REDIS_URL": "redis://127.0.0.1:1/0"}, "password in REDIS_URL"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else None,
)
def test_production_refuses(tmp_path: Path, changes: dict[str, str | None], named: str) -> None:
    said = refusal(tmp_path, **changes)
    assert re.search(rf"APP_ENV=prod refuses: (a default or short )?{re.escape(named)}", said)
    for value in changes.values():
        assert value in (None, "true") or value not in said


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        (
            {"DEBUG": "true", "OIDC_ISSUER": None, "GRAPH_PASSWORD": "short"},
            ["DEBUG=true", "OIDC_ISSUER", "GRAPH_PASSWORD"],
        ),
        (
            {"PORT": "hunter2", "LOG_LEVEL": "hunter2", "REDIS_URL": None},
            ["  PORT: ", "  LOG_LEVEL: ", "  REDIS_URL: "],
        ),
    ],
    ids=["what production refuses", "what is malformed or missing"],
)
def test_a_process_ends_with_all_refusals_at_once_and_in_words(
    tmp_path: Path, changes: dict[str, str | None], named: list[str]
) -> None:
    done = start(tmp_path, **changes)
    assert done.returncode != 0
    assert [each for each in named if each not in done.stderr] == []
    for unsaid in ("Traceback", "hunter2", STRONG):
        assert unsaid not in done.stdout + done.stderr


def test_no_environment_named_means_production(tmp_path: Path) -> None:
    assert "APP_ENV=prod refuses" in refusal(tmp_path, APP_ENV=None, OIDC_ISSUER=None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "hunter2-port"),
        ("PORT", "99999"),
        ("APP_ENV", "hunter2-staging"),
        ("WEB_THREADS", "0"),
        ("ENGINE_LEASE_SECONDS", "hunter2-long"),
        ("LOG_LEVEL", "hunter2-loud"),
    ],
)
def test_a_malformed_value_names_itself_and_not_its_content(tmp_path: Path, name: str, value: str) -> None:
    said = refusal(tmp_path, **{name: value})
    assert f"  {name}: " in said
    assert value not in said or value == "0"


@pytest.mark.parametrize("name", sorted(REQUIRED))
def test_a_missing_variable_names_itself(tmp_path: Path, name: str) -> None:
    said = refusal(tmp_path, **{name: None})
    assert f"  {name}: Field required" in said
    assert STRONG not in said
