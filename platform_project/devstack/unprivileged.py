"""The account that PostgreSQL runs under when we are root, which it refuses."""

import os
import pwd
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Final

from platform_project.devstack.errors import StackError

ACCOUNT: Final = "platformpg"

_WAYS_THROUGH: Final = ("dac_read_search", "dac_override")
"""Linux capabilities (capabilities(7)), the weaker first; containers often keep only the second."""


def is_needed() -> bool:
    """Whether this process is root."""
    return os.geteuid() == 0


def own(path: Path) -> None:
    """Give `path` to the account when we are root."""
    if is_needed():
        entry = _account()
        os.chown(path, entry.pw_uid, entry.pw_gid)


def prefix(*must_reach: Path) -> list[str]:
    """What to put before a command so that it runs unprivileged; nothing when we are not root.

    A checkout below a private directory (`/root`, `mktemp -d`) cannot be reached by another account. Opening
    that directory to everybody would be worse, so the command then keeps the one capability to pass through.

    Raises `StackError` when neither way reaches `must_reach`.
    """
    if not is_needed():
        return []
    if sys.platform != "linux" or shutil.which("setpriv") is None:
        raise StackError(
            "As root, PostgreSQL needs setpriv (util-linux) to run under another account. "
            "Run as an ordinary user, or set DATABASE_URL to use a server of your own."
        )
    entry = _account()
    base = ["setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups"]
    # access(2) drops the capabilities of a real user id other than 0, unless this bit is set.
    keeping = [
        ["--securebits=+no_setuid_fixup", f"--inh-caps=-all,+{way}", f"--ambient-caps=-all,+{way}"]
        for way in _WAYS_THROUGH
    ]
    for extra in ([], *keeping):
        if _reaches([*base, *extra], must_reach):
            return [*base, *extra]
    raise StackError(
        f"PostgreSQL's account {ACCOUNT} cannot reach {must_reach[0]}. Move the checkout to a directory that "
        "others may pass through, run as an ordinary user, or set DATABASE_URL to use a server of your own."
    )


def _reaches(command: list[str], paths: tuple[Path, ...]) -> bool:
    # Through sh: setpriv itself still holds all capabilities when it looks up the program to run.
    test = ["sh", "-c", 'for path; do test -x "$path" || exit 1; done', "sh", *map(str, paths)]
    return subprocess.run([*command, *test], capture_output=True, check=False).returncode == 0


@cache
def _account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        if (useradd := shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")) is None:
            raise StackError(
                f"As root, PostgreSQL needs a system account called {ACCOUNT}; useradd is missing."
            ) from None
        subprocess.run([useradd, "-r", "-M", "-s", "/usr/sbin/nologin", ACCOUNT], check=True)
        return pwd.getpwnam(ACCOUNT)
