"""The deployment's files, without running them: valid, complete, and as shut as they say."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from platform_project.devstack.processes import WORKER_QUEUES
from platform_project.settings.env import Environment
from tests.compose.deployment import SECRETS
from tests.compose.files import (
    COMPOSE,
    OUR_IMAGE,
    REPOSITORY,
    Service,
    copied,
    example,
    instructions,
    interpolated,
    optional,
    services,
)

DOCUMENT = (COMPOSE / "docker-compose.yml").read_text()
VARIABLES = {**example(), **dict.fromkeys(SECRETS, "x" * 48)}
SERVICES = services(VARIABLES)
PLATFORM = [service for service in SERVICES.values() if service.image.startswith(OUR_IMAGE)]
# What gunicorn, Flower, Docker's own probe, Python and the C library read by themselves.
OF_OTHERS = re.compile(
    r"WEB_CONCURRENCY|FLOWER_(ADDRESS|PORT|URL_PREFIX|READ_ONLY)|PYTHON[A-Z]+|MALLOC_[A-Z_]+"
)


def checked(*command: str) -> str:
    """What a program says; fails with that when its status is not 0."""
    done = subprocess.run(
        command, cwd=REPOSITORY, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def program(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def test_the_compose_file_keeps_to_the_published_schema() -> None:
    checked(
        *(program("check-jsonschema"), "--builtin-schema", "vendor.compose-spec"),
        "compose/docker-compose.yml",
    )


def test_the_linter_finds_nothing_in_the_dockerfile() -> None:
    checked(program("hadolint"), "--no-color", "compose/Dockerfile")


@pytest.mark.needs("nginx")
def test_nginx_accepts_its_configuration(tmp_path: Path) -> None:
    configuration = tmp_path / "nginx.conf"
    configuration.write_text((COMPOSE / "nginx.conf").read_text().replace("/run/nginx", str(tmp_path)))
    assert "warn" not in checked("nginx", "-t", "-c", str(configuration))


@pytest.mark.parametrize("missing", sorted({*SECRETS, "PUBLIC_HOST", "OIDC_ISSUER"} - {"ADMIN_PASSWORD"}))
def test_nothing_starts_without_what_it_must_be_told(missing: str) -> None:
    with pytest.raises(KeyError, match=missing):
        interpolated(DOCUMENT, {**VARIABLES, missing: ""})


def test_the_example_has_every_variable_of_the_compose_file_and_no_other() -> None:
    assert {*example(), *optional()} == set(re.findall(r"(?<!\$)\$\{(\w+)", DOCUMENT))


@pytest.mark.parametrize("service", PLATFORM, ids=lambda service: service.name)
def test_a_service_is_told_only_what_something_reads(service: Service) -> None:
    known = {name.upper() for name in Environment.model_fields}
    assert [n for n in service.environment if n not in known and not OF_OTHERS.fullmatch(n)] == []


@pytest.mark.parametrize("reader", ["", "reader"])
def test_questions_are_asked_as_the_reader_where_there_is_one(reader: str) -> None:
    told = {**VARIABLES, "GRAPH_READ_USER": reader, "GRAPH_READ_PASSWORD": reader and "y" * 48}
    logins = {
        (service.environment["GRAPH_READ_USER"], service.environment["GRAPH_READ_PASSWORD"])
        for service in services(told).values()
        if service.image.startswith(OUR_IMAGE)
    }
    assert logins == {(reader, told["GRAPH_READ_PASSWORD"])}


def test_only_the_migration_holds_the_logins_that_may_change_the_schema() -> None:
    powerful = ("DATABASE_OWNER_URL", "DATABASE_ADMIN_URL", "POSTGRES_PASSWORD", "ADMIN_PASSWORD")
    holders = {service.name for service in SERVICES.values() if set(powerful) & set(service.environment)}
    assert holders == {"migrate", "postgres"}


def test_each_class_of_work_has_its_worker_with_the_queues_of_the_embedded_stack() -> None:
    workers = {name: service.command for name, service in SERVICES.items() if name.startswith("worker-")}
    queues = {
        name: part.removeprefix("--queues=")
        for name, command in workers.items()
        for part in command
        if part.startswith("--queues=")
    }
    assert queues == WORKER_QUEUES
    limits = [SERVICES[name].raw["deploy"]["resources"]["limits"] for name in workers]
    assert limits == [{"cpus": "2", "memory": "4G"}] * len(workers)


@pytest.mark.parametrize("service", PLATFORM, ids=lambda service: service.name)
def test_a_service_of_ours_writes_only_its_state_and_gains_nothing(service: Service) -> None:
    assert service.raw["read_only"] is True
    assert service.raw["cap_drop"] == ["ALL"]
    assert service.raw["security_opt"] == ["no-new-privileges:true"]
    assert service.raw["volumes"] == ["state:/var/lib/platform"]


def test_every_service_but_the_migration_comes_back_and_waits_for_it() -> None:
    stays = {name: service for name, service in SERVICES.items() if name != "migrate"}
    assert {service.raw["restart"] for service in stays.values()} == {"unless-stopped"}
    waits = {s.name for s in PLATFORM if s.depends_on == {"migrate": "service_completed_successfully"}}
    assert waits == {service.name for service in PLATFORM} - {"migrate"}


def test_only_nginx_has_a_door_and_only_to_this_host() -> None:
    doors = {name: service.raw["ports"] for name, service in SERVICES.items() if "ports" in service.raw}
    assert doors == {"nginx": ["127.0.0.1:8080:8080"]}
    servers = [SERVICES[name].raw["networks"] for name in ("postgres", "redis", "memgraph")]
    assert servers == [["data"]] * 3


def test_every_image_is_pinned() -> None:
    ours = {rest.split()[0] for name, rest in instructions() if name == "FROM"}
    theirs = {service.image for service in SERVICES.values() if service not in PLATFORM}
    assert len(ours) == 1
    assert [image for image in ours | theirs if not re.search(r":\d+\.\d+[\w.-]*$", image)] == []


def test_the_image_runs_as_nobody_and_has_nothing_to_install_with() -> None:
    final = instructions()[max(i for i, (name, _) in enumerate(instructions()) if name == "FROM") :]
    assert ("USER", "10001:10001") in final
    assert not any(re.search(r"\b(apt-get|pip install|gcc|make)\b", rest) for name, rest in final)


def test_what_the_image_copies_is_let_through_to_the_builder() -> None:
    rules = (REPOSITORY / ".dockerignore").read_text().splitlines()
    assert rules[1] == "**"
    assert {rule.removeprefix("!") for rule in rules if rule.startswith("!")} == set(copied())
