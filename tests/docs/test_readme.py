"""What the README says is true: its map is the tree, its commands exist. Those that ask run in tests/api."""

import re
import tomllib

from tests.docs.markdown import REPOSITORY, table

README = REPOSITORY / "README.md"
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())


def test_the_map_names_every_room_and_no_other() -> None:
    rooms = [row[0].rstrip("/") for row in table(README, "room")]
    assert sorted(rooms) == sorted(PROJECT["tool"]["importlinter"]["root_packages"])
    assert [room for room in rooms if not (REPOSITORY / room).is_dir()] == []


def test_the_direction_of_imports_is_the_one_that_is_checked() -> None:
    [layers] = [
        contract["layers"]
        for contract in PROJECT["tool"]["importlinter"]["contracts"]
        if contract["type"] == "layers"
    ]
    assert "  →  ".join(["platform_project", *layers]) in README.read_text()


def test_every_command_of_make_that_is_named_exists() -> None:
    makefile = (REPOSITORY / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = {row[0].removeprefix("make ") for row in table(README, "command")}
    assert named
    assert named <= targets
