"""The state directory (`var/`, or `$STATE_DIR`): what the stack keeps, and what runs now."""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from platform_project.devstack.errors import AlreadyRunning

REPOSITORY: Final = Path(__file__).resolve().parents[2]

_OTHERS_MAY_PASS: Final = 0o711
_MINE_ONLY: Final = 0o600


def default_directory() -> Path:
    """`$STATE_DIR`, else `var/` of the repository; the settings find the stack by the same rule."""
    return Path(os.environ.get("STATE_DIR") or REPOSITORY / "var").resolve()


@dataclass(frozen=True)
class StateDirectory:
    """Paths and small files of one stack. Two stacks with two state directories do not know of each other."""

    root: Path

    @property
    def logs(self) -> Path:
        """One log file per process."""
        return self.root / "log"

    @property
    def run(self) -> Path:
        """One record per process that was started (see `OwnedProcess`)."""
        return self.root / "run"

    @property
    def stack_file(self) -> Path:
        """Addresses and credentials of the running stack; gone when it has stopped."""
        return self.root / "stack.json"

    @property
    def environment_file(self) -> Path:
        """The same as variables, which the settings read below the real environment; kept after a stop."""
        return self.root / "stack.env"

    def prepare(self) -> None:
        """Create the folders; PostgreSQL under its own account must be able to pass through."""
        for folder in (self.root, self.logs, self.run):
            folder.mkdir(parents=True, exist_ok=True)
        self.root.chmod(_OTHERS_MAY_PASS)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the directory for one starter; the operating system lets go of it even after a kill -9.

        Raises `AlreadyRunning` when somebody else holds it.
        """
        self.prepare()
        with (self.root / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise AlreadyRunning(
                    f"A stack runs in {self.root} already: `make ask` asks it, `make down` stops it."
                ) from None
            yield

    def secret(self, name: str) -> str:
        """The generated secret called `name`: made on first use, the same ever after."""
        path = self.root / "secrets.json"
        known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        if name not in known:
            known[name] = secrets.token_hex(24)
            write_private(path, json.dumps(known, indent=2))
        return known[name]

    def write_stack(self, stack: Mapping[str, Any]) -> None:
        """Publish the running stack to `manage.py stack` and `make ask`."""
        write_private(self.stack_file, json.dumps(stack, indent=2))

    def read_stack(self) -> dict[str, Any] | None:
        """What the last starter published, or None; whether it still runs is for the caller to find out."""
        try:
            content: dict[str, Any] = json.loads(self.stack_file.read_text())
        except FileNotFoundError:
            return None
        return content

    def write_environment(self, variables: Mapping[str, str]) -> None:
        """Publish `variables` as a dotenv file that reads back as it was."""
        lines = [f"{name}='{_escaped(value)}'\n" for name, value in variables.items()]
        write_private(self.environment_file, "".join(lines))


def write_private(path: Path, content: str) -> None:
    """Replace `path` in one step by a file that only its owner may read."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MINE_ONLY), "w") as file:
        file.write(content)
    draft.replace(path)


def _escaped(value: str) -> str:
    # python-dotenv expands ${name} even here and knows no escape; the default of a nameless variable is one.
    return value.replace("\\", "\\\\").replace("'", "\\'").replace("${", "${:-$}{")
