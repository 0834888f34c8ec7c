"""What a tool is: a name, who may use it, and actions that each carry a schema."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from jsonschema import Draft202012Validator

from platform_project.http.json_schema import violations
from security.principal import Principal
from security.roles import Role
from security.scopes import Scope
from tools.errors import ToolArgumentsInvalid, ToolForbidden, ToolTimeout

EVERYBODY = frozenset(Role)
WORKERS = frozenset({Role.ADMIN, Role.OPERATOR, Role.CURATOR, Role.DATA_ENGINEER, Role.USER})
NOT_AUDITORS = EVERYBODY - {Role.AUDITOR}


@dataclass(frozen=True)
class ToolContext:
    """For whom an invocation runs. What it may not choose itself: never taken from the arguments."""

    principal: Principal
    invocation_id: UUID
    timeout: timedelta
    check_cancelled: Callable[[], None]
    began: float = field(default_factory=time.monotonic)

    @property
    def tenant_id(self) -> UUID:
        """The tenant that it acts in."""
        return self.principal.tenant_id

    def is_cancelled(self) -> bool:
        """Never true: ``check_cancelled`` as a question, for what asks one while it waits.

        Raises:
            Whatever ``check_cancelled`` does.
        """
        self.check_cancelled()
        return False

    def remaining_seconds(self) -> float:
        """What is left of the time-out.

        Raises:
            ToolTimeout: nothing is.
        """
        left = self.timeout.total_seconds() - (time.monotonic() - self.began)
        if left <= 0:
            raise ToolTimeout
        return left


@dataclass(frozen=True)
class ToolResult:
    """What an action answers: data for programs, and the stages it went through, for people."""

    data: dict[str, Any]
    stages: tuple[dict[str, Any], ...] = ()
    warnings: tuple[str, ...] = ()


ActionBody = Callable[[ToolContext, dict[str, Any]], ToolResult]


@dataclass(frozen=True)
class Action:
    """One thing that a tool does."""

    name: str
    summary: str
    arguments: Draft202012Validator
    scopes: tuple[Scope, ...]
    body: ActionBody


@dataclass(frozen=True)
class Tool:
    """A registered capability.

    Attributes:
        roles: who sees it at all; machine tokens, which have no role, are judged by their scopes alone.
        scopes: all of them are needed, beside those of the action.
    """

    name: str
    purpose: str
    roles: frozenset[Role]
    scopes: tuple[Scope, ...]
    timeout: timedelta
    version: str = "1"
    actions: dict[str, Action] = field(default_factory=dict)

    @property
    def category(self) -> str:
        """The first part of the name."""
        return self.name.partition(".")[0]

    def action(
        self, name: str, *, arguments: Mapping[str, Any] | None = None, scopes: tuple[Scope, ...] = ()
    ) -> Callable[[ActionBody], ActionBody]:
        """Make a function an action of this tool; its docstring says what it does.

        Args:
            arguments: the properties of its arguments as JSON Schema; those with ``"required": True`` must
                be there, and unknown ones are refused.

        Raises:
            ValueError: the action exists already, or does not say what it does.
        """

        def decorate(body: ActionBody) -> ActionBody:
            if name in self.actions:
                raise ValueError(f"{self.name} has an action {name!r} already.")
            if not body.__doc__:
                raise ValueError(f"{self.name} {name} does not say what it does.")
            schema = _object_schema(arguments or {})
            Draft202012Validator.check_schema(schema)
            self.actions[name] = Action(
                name, body.__doc__.strip().splitlines()[0], Draft202012Validator(schema), scopes, body
            )
            return body

        return decorate

    def is_visible_to(self, principal: Principal) -> bool:
        """Whether the tool exists for this principal."""
        is_machine = not principal.roles
        has_role = is_machine or not self.roles.isdisjoint(principal.roles)
        return has_role and all(principal.can(scope) for scope in self.scopes)

    def authorize(self, principal: Principal, action: Action) -> None:
        """Go on when the principal may use the action.

        Raises:
            ToolForbidden: a role or scope is missing.
        """
        missing = [scope for scope in (*self.scopes, *action.scopes) if not principal.can(scope)]
        if missing or not self.is_visible_to(principal):
            raise ToolForbidden(
                f"{self.name} {action.name} is not for you.",
                extensions={"required_scopes": [str(scope) for scope in missing]},
            )


def validated_arguments(action: Action, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments with the schema's defaults filled in.

    Raises:
        ToolArgumentsInvalid: they do not fit; ``errors`` points to each that does not.
    """
    if errors := violations(action.arguments, dict(arguments)):
        raise ToolArgumentsInvalid(extensions={"errors": errors})
    schema = cast(dict[str, Any], action.arguments.schema)
    defaults = {name: spec["default"] for name, spec in schema["properties"].items() if "default" in spec}
    return {**defaults, **arguments}


def _object_schema(properties: Mapping[str, Any]) -> dict[str, Any]:
    bare = {
        name: {key: value for key, value in spec.items() if key != "required"}
        for name, spec in properties.items()
    }
    required = [name for name, spec in properties.items() if spec.get("required") is True]
    return {"type": "object", "properties": bare, "required": required, "additionalProperties": False}
