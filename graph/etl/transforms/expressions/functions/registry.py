"""How a function is let into expressions, and what the functions ask of their arguments."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from graph.etl.transforms.casting import kind_of, shown, whole
from graph.etl.transforms.errors import RecordRefused
from graph.etl.values import Value

Work = Callable[..., Value]
"""Takes the record and the values of the arguments."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function of expressions.

    Attributes:
        usage: how it is written, e.g. ``left(text, count)``.
        description: what it gives.
        is_strict: it is null when any argument is.
        least, most: how many arguments it takes.
    """

    usage: str
    description: str
    work: Work
    least: int
    most: int
    is_strict: bool = True

    @property
    def name(self) -> str:
        """What it is called, in small letters."""
        return self.usage.partition("(")[0]


FUNCTIONS: Final[dict[str, Function]] = {}
MOST_ARGUMENTS: Final = 20


def function(
    usage: str, description: str, *, is_strict: bool = True, optional: int = 0, is_open: bool = False
) -> Callable[[Work], Work]:
    """Let expressions call this.

    Args:
        optional: how many of the arguments, from the end, may be left out.
        is_open: any number of arguments more.
    """

    def register(work: Work) -> Work:
        inside = usage.partition("(")[2].rstrip(")")
        named = len(inside.split(",")) if inside else 0
        most = MOST_ARGUMENTS if is_open else named
        made = Function(usage, description, work, named - optional, most, is_strict)
        FUNCTIONS[made.name] = made
        return work

    return register


def text_of(value: Value) -> str:
    """A text. Raises RecordRefused for anything else."""
    if not isinstance(value, str):
        raise RecordRefused(f"a text is wanted, not {shown(value)}")
    return value


def number_of(value: Value) -> int | float:
    """An integer or a float. Raises RecordRefused for anything else."""
    if kind_of(value) not in ("integer", "float"):
        raise RecordRefused(f"a number is wanted, not {shown(value)}")
    return value  # type: ignore[return-value]  # one of these


def count_of(value: Value) -> int:
    """A number of things. Raises RecordRefused for anything else."""
    found = whole(number_of(value))
    if found < 0:
        raise RecordRefused(f"{found} is less than 0")
    return found


def list_of(value: Value) -> list[Value]:
    """A list. Raises RecordRefused for anything else."""
    if not isinstance(value, list):
        raise RecordRefused(f"a list is wanted, not {shown(value)}")
    return value
