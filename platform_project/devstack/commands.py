"""The commands behind the Makefile: `up`, `demo`, `down`, `ask`, `servers`. Each returns an exit status."""

import signal
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Final

from platform_project.devstack import console
from platform_project.devstack.ask import DEMO_QUESTION, answers_with, ask, demo_count, mint_token
from platform_project.devstack.errors import StackError
from platform_project.devstack.leftovers import clear_leftovers
from platform_project.devstack.owned_process import OwnedProcess, is_alive
from platform_project.devstack.servers import start_servers
from platform_project.devstack.stack import (
    Configuration,
    find_running,
    is_up,
    running_stack,
    supervisor_of,
)
from platform_project.devstack.state import REPOSITORY, StateDirectory
from platform_project.devstack.supervisor import Supervisor

_DETACHED_SECONDS: Final = 300.0
_STOP_SECONDS: Final = 60.0
_POLL_SECONDS: Final = 0.2


def up(state: StateDirectory) -> int:
    """Run the stack at the terminal, with its logs, until Ctrl-C; a stack that runs already is only shown."""
    if is_up(state):
        _print_addresses(find_running(state))
        return 0
    with running_stack(state) as (supervisor, configuration):
        _print_addresses(configuration.published())
        _stay(supervisor)
    return 0


def up_detached(state: StateDirectory) -> int:
    """Start the stack in the background and return when it is ready."""
    if is_up(state):
        _print_addresses(find_running(state))
        return 0
    state.prepare()
    supervisor = OwnedProcess(
        name="supervisor",
        command=[sys.executable, "-m", "platform_project.devstack", "up"],
        state=state,
        mark="platform_project.devstack",
        environment={"STATE_DIR": str(state.root), "DETACH": ""},
        directory=REPOSITORY,
    )
    follower = console.LogFollower([supervisor])
    supervisor.start()
    deadline = time.monotonic() + _DETACHED_SECONDS
    while supervisor.is_alive() and time.monotonic() < deadline:
        follower.print_new()
        if is_up(state):
            return 0
        time.sleep(_POLL_SECONDS)
    follower.print_new()
    supervisor.stop()
    raise StackError("The stack did not start.")


def demo(state: StateDirectory, *, oneshot: bool) -> int:
    """Bring the stack up, ask the demo question and check the answer; stay up unless `oneshot`."""
    with running_stack(state) as (supervisor, configuration), ThreadPoolExecutor(1) as asking:
        answer = asking.submit(_ask_demo_question, configuration)
        while not answer.done():
            supervisor.tick()
        right = answer.result()
        _print_addresses(configuration.published())
        if not oneshot:
            _stay(supervisor)
    return 0 if right else 1


def down(state: StateDirectory) -> int:
    """Stop the running stack and wait for its end; also clears what a killed one left."""
    stack = state.read_stack()
    supervisor = supervisor_of(stack).process() if stack else None
    if supervisor is not None:
        console.step("Stopping the stack")
        supervisor.terminate()
        deadline = time.monotonic() + _STOP_SECONDS
        while is_alive(supervisor):
            if time.monotonic() > deadline:
                raise StackError(f"The supervisor (process {supervisor.pid}) has not ended in time.")
            time.sleep(_POLL_SECONDS)
        return 0
    with state.locked():
        left = clear_leftovers(state)
    console.say(f"Stopped what was left over: {', '.join(left)}." if left else "Nothing was running.")
    return 0


def ask_running(state: StateDirectory, question: str) -> int:
    """Ask the running stack; the status tells whether the run succeeded."""
    stack = find_running(state)
    run = ask(web=stack["web"], token=mint_token(stack["environment"]), question=question)
    return 0 if run["status"] == "succeeded" else 1


def servers(state: StateDirectory) -> int:
    """Run only the three servers until Ctrl-C, and print the environment that reaches them."""
    running = start_servers(state.root, usual_ports=True)
    for name, value in running.addresses.as_environment().items():
        console.say(f"{name}={value}")
    with suppress(KeyboardInterrupt):
        signal.pause()
    running.stop()
    return 0


def _ask_demo_question(configuration: Configuration) -> bool:
    token = mint_token(configuration.environment())
    run = ask(web=configuration.web, token=token, question=DEMO_QUESTION)
    expected = demo_count(configuration.addresses.graph, token)
    right = answers_with(run, expected)
    console.step(f"Counted in the graph itself: {expected}. The answer is {'right' if right else 'WRONG'}.")
    return right


def _stay(supervisor: Supervisor) -> None:
    follower = console.LogFollower(supervisor.processes)
    console.step("Ctrl-C stops everything")
    with suppress(KeyboardInterrupt):
        while True:
            supervisor.tick()
            follower.print_new()


def _print_addresses(stack: Mapping[str, Any]) -> None:
    lines = {
        "REST and streams": f"{stack['web']}/v1/docs",
        "Admin": f"{stack['web']}/admin/",
        "Flower": stack["flower"],
        "All logins": ".venv/bin/python manage.py stack",
        "Another question": 'make ask Q="Which institution has the most users?"',
    }
    console.step("The stack is up")
    for name, line in lines.items():
        console.say(f"      {name:<18} {line}")
