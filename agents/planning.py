"""Make the TODO list of a run: deterministic, one way for each category."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

from agents.intent import Category, Intent
from agents.intent.classify import CERTAIN_ENOUGH
from agents.intent.model import Source
from graph.nl.pipeline import is_cypher
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
PLAN: Final = Todo("See how the query would run", "explain", "graph.generate_cypher")
PROPOSE: Final = Todo("See what would be changed, without changing it", "graph:propose")
IDENTITY: Final = Todo("See who you are", "describe", "security.describe_principal")
RIGHTS: Final = Todo("See what you may do", "list", "security.allowed_operations")
RESPOND: Final = Todo("Answer", "llm:responder")

_PLANS: Final[dict[Category, tuple[Todo, ...]]] = {
    Category.GRAPH: (DRAFT, QUERY, IN_WORDS),
    Category.EXPLAIN: (DRAFT, PLAN),
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


def missing_scope(category: Category, principal: Principal) -> Scope | None:
    """The scope that what is done for a category needs and the principal does not hold."""
    scope = _SCOPES.get(category)
    return None if scope is None or principal.can(scope) else scope


def plan(intent: Intent, *, principal: Principal) -> tuple[Todo, ...]:
    """What to do for a prompt of this intent; nothing when it is refused, or when we have to ask back."""
    if intent.source == Source.CHANGE:
        return (PROPOSE,)  # Its dry run says which scope is missing, where one is.
    if intent.confidence < CERTAIN_ENOUGH or missing_scope(intent.category, principal):
        return ()
    if intent.source == Source.CHOICE:
        return (QUERY, IN_WORDS)
    return _PLANS[intent.category]


def adapted(todo: Todo, answers: "Answers") -> Todo | None:
    """A TODO as the draft wants it: a plan in place of rows, or nothing where the schema has answered."""
    draft = answers.get(DRAFT.key, {}).get("draft")
    if draft is None or todo.key not in (QUERY.key, IN_WORDS.key):
        return todo
    if draft["action"] != "answer":
        return PLAN if todo.key == QUERY.key else None
    return None if draft["table"] and todo.key == QUERY.key else todo


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


# By the keys of the TODOs that brought them.
Answers = Mapping[str, dict[str, Any]]


def arguments_of(todo: Todo, *, prompt: str, answers: Answers) -> dict[str, Any]:
    """The arguments of a TODO's tool, from the prompt and from what the tools before it have answered."""
    build = _ARGUMENTS.get((todo.tool, todo.action))
    return build(prompt, answers) if build else {}


def _goal(prompt: str, answers: Answers) -> dict[str, Any]:
    question = explained(prompt)
    return {"goal": prompt if not question or is_cypher(question) else question}


def _query(prompt: str, answers: Answers) -> dict[str, Any]:
    draft = answers[DRAFT.key]
    return {"cypher": draft["cypher"], "params": draft["params"], "with_sources": True}


def _plan_of(prompt: str, answers: Answers) -> dict[str, Any]:
    draft = answers[DRAFT.key]
    profile = draft["draft"]["action"] == "profile"
    language = draft["language"]
    return {"cypher": draft["cypher"], "params": draft["params"], "profile": profile, "language": language}


def _rows(prompt: str, answers: Answers) -> dict[str, Any]:
    drafted = answers[DRAFT.key]
    found = table_of(answers)
    return {**found, "draft": drafted["draft"], "language": drafted["language"]}


def table_of(answers: Answers) -> dict[str, Any]:
    """Columns, rows and whether rows were left out: of the query, or of the live schema itself."""
    found = answers.get(QUERY.key) or {**answers[DRAFT.key]["draft"]["table"], "truncated": False}
    return {name: found[name] for name in ("columns", "rows", "truncated")}


_ARGUMENTS: Final[dict[tuple[str, str], Callable[[str, Answers], dict[str, Any]]]] = {
    (DRAFT.tool, DRAFT.action): _goal,
    (QUERY.tool, QUERY.action): _query,
    (PLAN.tool, PLAN.action): _plan_of,
    (IN_WORDS.tool, IN_WORDS.action): _rows,
}
