"""What a question can ask for: one module for each family of operations, tried in this order."""

from typing import Final

from graph.nl.parser.answer import Operation
from graph.nl.parser.asks.basic import count, count_relationships, details, listing, yes_or_no
from graph.nl.parser.asks.figures import figures
from graph.nl.parser.asks.grouping import grouping, ranked_values
from graph.nl.parser.asks.quality import duplicates, odd_values
from graph.nl.parser.asks.ranking import ranking
from graph.nl.parser.asks.schema import schema_question
from graph.nl.parser.asks.shares import completeness, ratio, share
from graph.nl.parser.asks.together import companions, pairs, shortest_path

OPERATIONS: Final[tuple[Operation, ...]] = (
    *(schema_question, shortest_path, duplicates, odd_values, completeness, ratio, share, companions, pairs),
    *(figures, ranked_values, ranking, grouping, yes_or_no, count_relationships, count, details, listing),
)
