"""Why a query was not taken."""

from enum import StrEnum

from platform_project.http.codes import ErrorCode
from platform_project.http.errors import PlatformError


class Layer(StrEnum):
    """The checks that every query passes, in this order; the last two need the live schema."""

    SYNTAX = "syntax"
    READ_ONLY = "read_only"
    TENANT = "tenant"
    DEPTH = "depth"
    TIME = "time"
    ROWS = "rows"
    SCHEMA = "schema"
    COST = "cost"


class CypherSyntaxError(ValueError):
    """The text is not a query of the language that we take; ``line`` and ``column`` count from 1."""

    def __init__(self, reason: str, *, line: int, column: int) -> None:
        self.reason = reason
        self.line = line
        self.column = column
        super().__init__(f"{reason} (line {line}, column {column})")


class CypherRefused(PlatformError):
    """The query was refused before anything ran."""

    code = ErrorCode.CYPHER_REFUSED
    status = 422

    def __init__(
        self, layer: Layer, reasons: tuple[str, ...], *, kinds: frozenset[str] = frozenset()
    ) -> None:
        self.layer = layer
        self.reasons = reasons
        super().__init__(
            f"The query was refused ({layer.replace('_', ' ')}): " + "; ".join(reasons) + ".",
            extensions={"layer": str(layer), "reasons": list(reasons), "kinds": sorted(kinds)},
        )
