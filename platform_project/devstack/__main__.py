"""`python -m platform_project.devstack {demo,up,down,ask,servers}`; the Makefile is the usual way in."""

import argparse
import os
import signal
import sys

from platform_project.database_roles import RolesNotPossible
from platform_project.devstack import commands, console
from platform_project.devstack.errors import StackError
from platform_project.devstack.state import StateDirectory, default_directory

_INTERRUPTED = 130


def main() -> int:
    """Run one command; returns its exit status (0 when Ctrl-C has ended a stack that was up)."""
    parser = argparse.ArgumentParser(prog="devstack", description=__doc__)
    parser.add_argument("command", choices=["demo", "up", "down", "ask", "servers"])
    parser.add_argument("question", nargs="?", default=os.environ.get("Q"), help="for ask; default: $Q")
    arguments = parser.parse_args()
    # Whatever tells us to end takes the same way out as Ctrl-C, through every `finally`. SIGINT is set too: a
    # shell starts background jobs with it ignored.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    state = StateDirectory(default_directory())
    try:
        return _run(arguments.command, arguments.question, state)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except (StackError, RolesNotPossible) as error:
        console.complain(str(error))
        return 1


def _run(command: str, question: str | None, state: StateDirectory) -> int:
    match command:
        case "demo":
            return commands.demo(state, oneshot=_is_set("ONESHOT"))
        case "up":
            return commands.up_detached(state) if _is_set("DETACH") else commands.up(state)
        case "down":
            return commands.down(state)
        case "servers":
            return commands.servers(state)
        case _:
            if not question:
                raise StackError('What is the question? make ask Q="How many Blast tasks are there?"')
            return commands.ask_running(state, question)


def _is_set(variable: str) -> bool:
    return os.environ.get(variable, "") not in ("", "0")


if __name__ == "__main__":
    sys.exit(main())
