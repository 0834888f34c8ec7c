"""What is raised anywhere is one of our errors, one that is translated into ours, or accounted for here."""

import ast
import builtins
import importlib
import re
import typing
from collections.abc import Iterator
from functools import cache, reduce
from pathlib import Path
from types import ModuleType

import pytest
from rest_framework.exceptions import Throttled, ValidationError

from platform_project.http.codes import ErrorCode
from platform_project.http.errors import PlatformError
from platform_project.http.pages import errors_with
from platform_project.http.problems import FRAMEWORK_ERRORS
from platform_project.http.refusals import FrameworkError

REPOSITORY = Path(__file__).resolve().parents[2]
ROOMS = ("platform_project", "tenants", "security", "jobs", "graph", "tools", "agents")
# Not behind the API: what starts the platform, what people type, what changes tables, what measures.
ELSEWHERE = {"devstack", "evaluation", "management", "migrations", "settings"}

START = "stops the start: something is declared or configured wrong"
OPERATORS = "is for the forms of the admin"
MISTAKE = "a mistake of ours, which ends as internal_error"
CAUGHT = "is caught by its callers"

# module, exception: why it does not leave as it is
STAYS: dict[tuple[str, str], str] = {
    ("agents.intent.rules", "ValueError"): START,
    ("graph.admin.console_forms", "ValidationError"): OPERATORS,
    ("graph.admin.forms", "ValidationError"): OPERATORS,
    ("graph.analytics.computing.network", "NodeUnknown"): CAUGHT,
    ("graph.analytics.computing.projection", "ProjectionDamaged"): "ends a child process: analysis_failed",
    ("graph.analytics.computing.registry", "ValueError"): START,
    ("graph.analytics.jobs", "NotYet"): "is the engine's own: the phase is done again later",
    ("graph.api.file_uploads", "SkipFile"): CAUGHT,
    ("graph.ask.write_texts", "ValueError"): CAUGHT,
    ("graph.cypher.lexer", "CypherSyntaxError"): CAUGHT,
    ("graph.cypher.lexer", "ValueError"): CAUGHT,
    ("graph.cypher.limits", "ValueError"): MISTAKE,
    ("graph.cypher.parser", "CypherSyntaxError"): CAUGHT,
    ("graph.cypher.parser", "TypeError"): MISTAKE,
    ("graph.cypher.prepare", "ValueError"): MISTAKE,
    ("graph.cypher.render.base", "TypeError"): MISTAKE,
    ("graph.engines", "LookupError"): START,
    ("graph.engines.inventory", "ValueError"): MISTAKE,
    ("graph.files.folding", "EOFError"): CAUGHT,
    ("graph.etl.exporting.spool", "ValueError"): MISTAKE,
    ("graph.etl.formats.csv", "ValueRefused"): CAUGHT,
    ("graph.etl.formats.csv_cells", "TypeError"): MISTAKE,
    ("graph.etl.formats.csv_cells", "ValueRefused"): CAUGHT,
    ("graph.etl.formats.csv_rows", "_RowTooLong"): CAUGHT,
    ("graph.etl.formats.cypher", "ValueError"): MISTAKE,
    ("graph.etl.formats.cypher", "ValueRefused"): CAUGHT,
    ("graph.etl.formats.cypher_statements", "ValueRefused"): CAUGHT,
    ("graph.etl.formats.graphml_keys", "ValueError"): MISTAKE,
    ("graph.etl.formats.graphml_keys", "ValueRefused"): CAUGHT,
    ("graph.etl.formats.graphml_reader", "ValueRefused"): CAUGHT,
    ("graph.etl.formats.jsonl", "ValueRefused"): CAUGHT,
    ("graph.etl.formats.texts", "ValueRefused"): CAUGHT,
    ("graph.etl.loading", "AssertionError"): MISTAKE,
    ("graph.etl.loading", "_AppliedMeanwhile"): CAUGHT,
    ("graph.etl.loading", "_Undone"): CAUGHT,
    ("graph.etl.mapping", "ValueRefused"): CAUGHT,
    ("graph.etl.progress", "Overtaken"): "is the engine's own: the work is thrown away",
    ("graph.etl.records", "ValueRefused"): CAUGHT,
    ("graph.etl.staging.store", "Overtaken"): "is the engine's own: the work is thrown away",
    ("graph.etl.transforms.casting", "RecordRefused"): CAUGHT,
    ("graph.etl.transforms.changes", "TypeError"): MISTAKE,
    ("graph.etl.transforms.checking", "ValueError"): CAUGHT,
    ("graph.etl.transforms.expressions.functions.dates", "RecordRefused"): CAUGHT,
    ("graph.etl.transforms.expressions.functions.records", "RecordRefused"): CAUGHT,
    ("graph.etl.transforms.expressions.functions.registry", "RecordRefused"): CAUGHT,
    ("graph.etl.transforms.expressions.functions.texts", "RecordRefused"): CAUGHT,
    ("graph.etl.transforms.expressions.lexer", "ExpressionRefused"): CAUGHT,
    ("graph.etl.transforms.expressions.parser", "ExpressionRefused"): CAUGHT,
    ("graph.etl.transforms.expressions.tree", "RecordRefused"): CAUGHT,
    ("graph.etl.transforms.expressions.values", "RecordRefused"): CAUGHT,
    ("graph.etl.transforms.plan", "RecordRefused"): CAUGHT,
    ("graph.etl.transforms.plan", "StepRefused"): CAUGHT,
    ("graph.etl.transforms.plan", "ValueError"): CAUGHT,
    ("graph.etl.transforms.steps.cast", "RecordRefused"): CAUGHT,
    ("graph.etl.transforms.steps.cast", "ValueError"): CAUGHT,
    ("graph.etl.transforms.steps.derive", "RecordRefused"): CAUGHT,
    ("graph.etl.transforms.steps.relabel", "ValueError"): CAUGHT,
    ("graph.etl.transforms.steps.rename_label", "ValueError"): CAUGHT,
    ("graph.etl.transforms.steps.rename_property", "RecordRefused"): CAUGHT,
    ("graph.etl.transforms.steps.rename_property", "ValueError"): CAUGHT,
    ("graph.etl.transforms.steps.rename_type", "ValueError"): CAUGHT,
    ("graph.etl.transforms.steps.split", "RecordRefused"): CAUGHT,
    ("graph.etl.values", "TypeError"): MISTAKE,
    ("graph.etl.values", "ValueRefused"): CAUGHT,
    ("graph.mutations.bulk", "_Stopped"): CAUGHT,
    ("graph.mutations.once", "AssertionError"): MISTAKE,
    ("graph.nl.catalogue.files", "ValueError"): CAUGHT,
    ("graph.nl.catalogue.files", "_DryRun"): CAUGHT,
    ("graph.nl.catalogue.parameters", "TemplateError"): CAUGHT,
    ("graph.nl.catalogue.templates", "TemplateError"): CAUGHT,
    ("graph.nl.normalise", "ValueError"): MISTAKE,
    ("graph.nl.normalise.dates", "ValueError"): CAUGHT,
    ("graph.nl.normalise.point", "ValueError"): CAUGHT,
    ("graph.nl.parser.asks.lists", "Unreadable"): CAUGHT,
    ("graph.nl.parser.query.build", "Unreadable"): CAUGHT,
    ("graph.nl.parser.certainty.doubts", "Unreadable"): CAUGHT,
    ("graph.nl.parser.nouns.links", "Unreadable"): CAUGHT,
    ("graph.sample.generator", "ValueError"): MISTAKE,
    ("graph.sample.loader", "RuntimeError"): "only by a command",
    ("graph.values", "TypeError"): MISTAKE,
    ("graph.writes.checks", "StatementRefused"): CAUGHT,
    ("graph.writes.conditions", "StatementRefused"): CAUGHT,
    ("graph.writes.language", "StatementRefused"): CAUGHT,
    ("graph.writes.proposals", "StatementRefused"): CAUGHT,
    ("graph.writes.typed", "StatementRefused"): CAUGHT,
    ("jobs.admin.reading", "NotImplementedError"): MISTAKE,
    ("jobs.engine.commits", "ValueError"): MISTAKE,
    ("jobs.engine.context", "Overtaken"): "is the engine's own: the work is thrown away",
    ("jobs.progress", "Overtaken"): "is the engine's own: the work is thrown away",
    ("jobs.stream.hub", "SlowClient"): CAUGHT,
    ("platform_project.database_roles", "RolesNotPossible"): "only by a command",
    ("platform_project.health.watch", "RuntimeError"): MISTAKE,
    ("platform_project.http.filters", "ValidationError"): CAUGHT,
    ("platform_project.http.idempotency", "ImproperlyConfigured"): START,
    ("platform_project.http.idempotency", "TypeError"): MISTAKE,
    ("platform_project.http.keyset", "TypeError"): MISTAKE,
    ("platform_project.http.keyset", "ValueError"): CAUGHT,
    ("platform_project.http.parsers", "ValueError"): CAUGHT,
    ("platform_project.request_bodies", "SenderGone"): CAUGHT,
    ("security.authentication", "ImproperlyConfigured"): START,
    ("security.issuer", "TypeError"): START,
    ("security.jwks", "ValueError"): CAUGHT,
    ("security.jwt", "ExpiredSignatureError"): CAUGHT,
    ("security.roles", "ValidationError"): OPERATORS,
    ("tenants.forms", "ValidationError"): OPERATORS,
    ("tools.base", "ValueError"): START,
}


@cache
def modules() -> list[tuple[str, ast.Module]]:
    """The modules behind the API that raise something."""
    found = []
    for path in [path for room in ROOMS for path in sorted((REPOSITORY / room).rglob("*.py"))]:
        parts = path.relative_to(REPOSITORY).with_suffix("").parts
        text = path.read_text()
        if ELSEWHERE.isdisjoint(parts) and re.search(r"\braise\b", text):
            found.append((".".join(part for part in parts if part != "__init__"), ast.parse(text)))
    return found


def raised(tree: ast.Module) -> Iterator[ast.expr]:
    """What is raised, without what is only let through (``except ... as error: raise error``).

    Functions that are called ``register...`` are left out: what they raise stops the start.
    """
    caught = {node.name for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler)}
    caught |= {  # "self.stopped = error": raised again later
        ast.unparse(node.targets[0])
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name) and node.value.id in caught
    }
    registering = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("register")
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Raise) or node.exc is None or node in registering:
            continue
        what = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        if ast.unparse(what) not in caught:
            yield what


def exceptions_of(what: ast.expr, module: ModuleType) -> tuple[type[BaseException], ...]:
    """The classes that an expression is, or that the function of this name returns."""
    first, *rest = ast.unparse(what).split(".")
    found = reduce(getattr, rest, getattr(module, first, None) or getattr(builtins, first))
    if not isinstance(found, type):
        found = typing.get_type_hints(found)["return"]
    return typing.get_args(found) or (found,)


def is_translated(error: type[BaseException]) -> bool:
    translated = (FrameworkError, ValidationError, Throttled, *(known for known, _ in FRAMEWORK_ERRORS))
    return issubclass(error, (PlatformError, *translated))


def unaccounted() -> Iterator[tuple[str, str]]:
    for name, tree in modules():
        for what in raised(tree):
            for error in exceptions_of(what, importlib.import_module(name)):
                if not is_translated(error):
                    yield name, error.__name__


def test_whatever_is_raised_ends_as_a_problem_with_a_code_or_is_accounted_for() -> None:
    assert set(unaccounted()) == set(STAYS)


def test_a_stranger_among_the_errors_would_be_noticed() -> None:
    import jobs.errors

    tree = ast.parse("def f():\n raise Overtaken\ndef g():\n try: ...\n except E as error: raise error")
    [what] = raised(tree)
    [error] = exceptions_of(what, jobs.errors)
    assert not is_translated(error)


def family(error: type[PlatformError] = PlatformError) -> Iterator[type[PlatformError]]:
    yield error
    for child in error.__subclasses__():
        yield from family(child)


@cache
def ours() -> list[type[PlatformError]]:
    for name, _ in modules():
        importlib.import_module(name)
    return [error for error in family() if error.__module__.split(".")[0] in ROOMS]


def test_every_error_has_a_code_a_status_and_words() -> None:
    for error in ours():
        assert isinstance(error.code, ErrorCode), error
        assert 400 <= error.status <= 599, error
        assert (error.__doc__ or "").strip(), error


@pytest.mark.parametrize("code", list(ErrorCode))
def test_every_code_is_that_of_an_error(code: ErrorCode) -> None:
    ours()
    assert errors_with(code)
