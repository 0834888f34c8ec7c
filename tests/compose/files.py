"""What the deployment's files say: the services of docker-compose.yml and the stages of the Dockerfile."""

import json
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

REPOSITORY = Path(__file__).resolve().parents[2]
COMPOSE = REPOSITORY / "compose"
OUR_IMAGE = "agentic-platform:"


@dataclass(frozen=True)
class Service:
    """One service with what its image adds, where the image is ours."""

    name: str
    image: str
    command: list[str]
    environment: dict[str, str]
    health: list[str]
    """The command of its health check; empty without one."""
    depends_on: dict[str, str]
    """The condition under which each of these lets it start."""
    raw: dict[str, Any] = field(repr=False)


def services(variables: Mapping[str, str]) -> dict[str, Service]:
    """The services by name, as they are with these variables in ``compose/.env``."""
    content = yaml.safe_load(interpolated((COMPOSE / "docker-compose.yml").read_text(), variables))
    return {name: _service(name, raw) for name, raw in content["services"].items()}


def interpolated(text: str, variables: Mapping[str, str]) -> str:
    """The text with its variables filled in, by the rules of the Compose Specification that it uses.

    Raises KeyError for a variable that must be there and is missing or empty.
    """

    def fill(match: re.Match[str]) -> str:
        if match[0] == "$$":
            return "$"
        name, operator, default = match.groups()
        value = variables.get(name, "")
        if value == "" and operator == ":?":
            raise KeyError(name)
        return value or default

    return re.sub(r"\$\$|\$\{(\w+)(:[-?])([^}]*)\}", fill, text)


def example() -> dict[str, str]:
    """The variables of compose/.env.example."""
    lines = (COMPOSE / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def optional() -> set[str]:
    """The variables that it holds as comments, for those who have what they are about."""
    return set(re.findall(r"^#(\w+)=", (COMPOSE / ".env.example").read_text(), flags=re.MULTILINE))


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions with their arguments, continued lines joined."""
    text = re.sub(r"^#.*\n", "", (COMPOSE / "Dockerfile").read_text(), flags=re.MULTILINE)
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    return [(line.partition(" ")[0], line.partition(" ")[2]) for line in lines if line]


def copied() -> list[str]:
    """What is copied into the image, relative to the repository."""
    copies = [shlex.split(rest)[:-1] for name, rest in instructions() if name == "COPY"]
    return [source for sources in copies if not sources[0].startswith("--from") for source in sources]


def _service(name: str, raw: dict[str, Any]) -> Service:
    image = raw["image"]
    ours = image.startswith(OUR_IMAGE)
    # What is filled in is a text, an empty one too, since Compose fills in after reading the YAML.
    environment = {
        key: "" if value is None else str(value) for key, value in raw.get("environment", {}).items()
    }
    command = raw.get("command") or (_image_json("CMD") if ours else [])
    return Service(
        name=name,
        image=image,
        command=command,
        environment={**(_image_environment() if ours else {}), **environment},
        health=_health(raw.get("healthcheck"), ours=ours),
        depends_on={key: value["condition"] for key, value in raw.get("depends_on", {}).items()},
        raw=raw,
    )


def _health(check: dict[str, Any] | None, *, ours: bool) -> list[str]:
    if check is None:
        return _image_json("HEALTHCHECK") if ours else []
    if check.get("disable"):
        return []
    kind, *command = check["test"]
    return ["sh", "-c", *command] if kind == "CMD-SHELL" else command


def _image_json(instruction: str) -> list[str]:
    last = [rest for name, rest in instructions() if name == instruction][-1]
    command: list[str] = json.loads(last[last.index("[") :])
    return command


def _image_environment() -> dict[str, str]:
    pairs = [pair for name, rest in instructions() if name == "ENV" for pair in shlex.split(rest)]
    return dict(pair.split("=", 1) for pair in pairs if not pair.startswith("PATH="))
