"""Make the TODO list of a run: deterministic, one way for each category."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

from agents.intent import Category, Intent
from agents.intent.classify import CERTAIN_ENOUGH
from security.principal import Principal
from security.scopes import Scope


class TodoStatus(StrEnum):
    """How far a TODO has come."""

    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Todo:
    """One thing to do for a run: an action of a tool, or of a model when it names no tool."""

    task: str
    action: str
    tool: str = ""
    status: str = TodoStatus.PENDING

    @property
    def key(self) -> str:
        """By which what it has brought is found again."""
        return answer_key(self.tool, self.action)

    def as_json(self) -> dict[str, Any]:
        """The TODO as it is recorded and streamed."""
        return asdict(self)


def answer_key(tool: str, action: str) -> str:
    """By which the answer of a tool's action, or of a model when there is no tool, is found again."""
    return f"{tool} {action}".strip()


DRAFT: Final = Todo("Find a query for the question", "generate", "graph.generate_cypher")
QUERY: Final = Todo("Run the query within your tenant", "execute", "graph.secure_query")
IN_WORDS: Final = Todo("Put the result in words", "rows", "output.summarize")
CHECK: Final = Todo("Check the query without running it", "validate", "graph.generate_cypher")
IDENTITY: Final = Todo("See who you are", "describe", "security.describe_principal")
RIGHTS: Final = Todo("See what you may do", "list", "security.allowed_operations")
RESPOND: Final = Todo("Answer", "llm:responder")

_PLANS: Final[dict[Category, tuple[Todo, ...]]] = {
    Category.GRAPH: (DRAFT, QUERY, IN_WORDS),
    Category.EXPLAIN: (DRAFT, CHECK),
    Category.SECURITY: (IDENTITY, RIGHTS),
    Category.CHAT: (RESPOND,),
    Category.ADMIN: (),
    Category.DANGEROUS: (),
}
# What the others do needs no scope beyond that of asking.
_SCOPES: Final = {
    Category.GRAPH: Scope.GRAPH_READ,
    Category.EXPLAIN: Scope.GRAPH_READ,
    Category.ADMIN: Scope.ADMIN_ALL,
}
_EXPLAIN_PREFIX: Final = re.compile(r"^\s*(explain|profile)( only)?\b\s*:?\s*", re.IGNORECASE)
_CYPHER: Final = re.compile(
    r"^\s*(optional\s+match|match|unwind|with|call|return|create|merge)\b", re.IGNORECASE
)


def missing_scope(category: Category, principal: Principal) -> Scope | None:
    """The scope that what is done for a category needs and the principal does not hold."""
    scope = _SCOPES.get(category)
    return None if scope is None or principal.can(scope) else scope


def plan(intent: Intent, *, prompt: str, principal: Principal) -> tuple[Todo, ...]:
    """What to do for a prompt of this intent; nothing when it is refused, or when we have to ask back."""
    if intent.confidence < CERTAIN_ENOUGH or missing_scope(intent.category, principal):
        return ()
    if intent.category is Category.EXPLAIN and is_cypher(explained(prompt)):
        return (CHECK,)
    return _PLANS[intent.category]


def excess(todos: Sequence[Todo], *, tools: Sequence[str] | None, max_steps: int) -> str | None:
    """Why a session does not let a plan be carried out; None when it does.

    A plan is carried out whole or not at all: half of one answers nothing.

    Args:
        tools: those that may be used; all when None.
        max_steps: the most TODOs that a plan may have.
    """
    needed = dict.fromkeys(todo.tool for todo in todos if todo.tool)
    missing = [] if tools is None else [tool for tool in needed if tool not in tools]
    if missing:
        return f"That needs {', '.join(missing)}, which this session leaves out of its tools."
    if len(todos) > max_steps:
        return f"That takes {len(todos)} steps, and this session allows {max_steps}."
    return None


def explained(prompt: str) -> str:
    """What a request for a plan is about, without the request itself."""
    return _EXPLAIN_PREFIX.sub("", prompt).strip()


def is_cypher(text: str) -> bool:
    """Whether a text is a query and not a question."""
    return bool(_CYPHER.match(text))


# By the keys of the TODOs that brought them.
Answers = Mapping[str, dict[str, Any]]


def arguments_of(todo: Todo, *, prompt: str, answers: Answers) -> dict[str, Any]:
    """The arguments of a TODO's tool, from the prompt and from what the tools before it have answered."""
    build = _ARGUMENTS.get((todo.tool, todo.action))
    return build(prompt, answers) if build else {}


def _goal(prompt: str, answers: Answers) -> dict[str, Any]:
    return {"goal": explained(prompt) or prompt}


def _query(prompt: str, answers: Answers) -> dict[str, Any]:
    draft = answers[DRAFT.key]
    return {"cypher": draft["cypher"], "params": draft["params"]}


def _checked(prompt: str, answers: Answers) -> dict[str, Any]:
    return _query(prompt, answers) if DRAFT.key in answers else {"cypher": explained(prompt)}


def _rows(prompt: str, answers: Answers) -> dict[str, Any]:
    found = answers[QUERY.key]
    return {
        "columns": found["columns"],
        "rows": found["rows"],
        "truncated": found["truncated"],
        "draft": answers[DRAFT.key]["draft"],
    }


_ARGUMENTS: Final[dict[tuple[str, str], Callable[[str, Answers], dict[str, Any]]]] = {
    (DRAFT.tool, DRAFT.action): _goal,
    (QUERY.tool, QUERY.action): _query,
    (CHECK.tool, CHECK.action): _checked,
    (IN_WORDS.tool, IN_WORDS.action): _rows,
}
