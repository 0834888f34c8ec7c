"""Questions with the answers that they should get: what an entry of a file says."""

from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    """How rows are compared."""

    SCALAR = "scalar"
    SET = "set"
    BAG = "bag"
    TOPK = "topk"
    SAMPLE = "sample"
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class Compare:
    """How the rows of an answer are compared with those of the reference."""

    mode: Mode
    key: tuple[str, ...] = ()
    """Columns of the reference that count; all when empty. Of a ranking: who is ranked, not by what."""
    ordered: bool = False
    tolerance: float = 1e-9
    """By which numbers may differ; relative for numbers above 1."""
    percentage: bool = False
    """A share of 0..1 may also be given as 0..100."""
    symmetric: bool = False
    """The first two columns are a pair, in either order."""


@dataclass(frozen=True, slots=True)
class Case:
    """One question. Without a reference only the outcome counts."""

    id: str
    question: str
    expect: tuple[str, ...]
    """Outcomes that are right; the first is the one it is counted under."""
    references: tuple[str, ...] = ()
    """Queries whose rows are right; any of them will do."""
    compare: Compare | None = None
    empty: bool = False
    """The reference finds nothing, and is meant to."""
    as_role: str = "user"
    language: str = "en"
    category: str = "other"
