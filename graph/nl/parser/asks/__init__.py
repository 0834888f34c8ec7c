"""What a question can ask for: one module for each family of operations, tried in this order."""

from typing import Final

from graph.nl.parser.answer import Operation
from graph.nl.parser.asks.alike import colleagues, common_to, same_of_relationship
from graph.nl.parser.asks.averages import beyond_average
from graph.nl.parser.asks.best import best_of_each
from graph.nl.parser.asks.counts import compared_counts, outnumbering, several_counts
from graph.nl.parser.asks.degrees import degrees
from graph.nl.parser.asks.details import details
from graph.nl.parser.asks.figures import figures
from graph.nl.parser.asks.follow_on import follow_on
from graph.nl.parser.asks.grouping import grouping
from graph.nl.parser.asks.how_many import count, count_relationships
from graph.nl.parser.asks.lists import listing
from graph.nl.parser.asks.paths import shortest_path
from graph.nl.parser.asks.quality import duplicates, odd_values
from graph.nl.parser.asks.ranking import ranking
from graph.nl.parser.asks.schema import schema_question
from graph.nl.parser.asks.shares import completeness, ratio, share
from graph.nl.parser.asks.sorting import sorting
from graph.nl.parser.asks.together import companions, pairs
from graph.nl.parser.asks.values import ranked_values
from graph.nl.parser.asks.yes_no import yes_or_no

OPERATIONS: Final[tuple[Operation, ...]] = (
    *(schema_question, shortest_path, duplicates, odd_values, completeness, ratio, share),
    *(colleagues, common_to, same_of_relationship, companions, pairs),
    *(
        follow_on,
        compared_counts,
        outnumbering,
        beyond_average,
        degrees,
        several_counts,
        sorting,
        figures,
        best_of_each,
        ranked_values,
        ranking,
        grouping,
        yes_or_no,
        count_relationships,
    ),
    *(count, details, listing),
)
