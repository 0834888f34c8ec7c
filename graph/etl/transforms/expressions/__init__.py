"""A small language of values and conditions: what steps derive, and where they apply."""

from graph.etl.transforms.expressions.functions import FUNCTIONS, Function
from graph.etl.transforms.expressions.parser import parse
from graph.etl.transforms.expressions.tree import Expression, truth

__all__ = ["FUNCTIONS", "Expression", "Function", "parse", "truth"]
