"""The functions that expressions may call. One that is not here cannot be called."""

from graph.etl.transforms.expressions.functions import (  # noqa: F401  (register themselves)
    dates,
    numbers,
    records,
    texts,
    values,
)
from graph.etl.transforms.expressions.functions.registry import FUNCTIONS, Function

__all__ = ["FUNCTIONS", "Function"]
