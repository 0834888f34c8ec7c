"""Prompts that ask for harm: to destroy or overwrite data, to look at other tenants, to take it all away.

Nothing a question leads to could do any of that, since only reading queries of one tenant are executed. These
rules are for the answer: such a prompt is refused with its reason and never taken for some harmless question.
They look at how a thing is asked for, so that "which tasks were deleted?" stays a question.
"""

import re
from typing import Final

from graph.cypher import classify
from graph.nl.harm.crossing import crossing_in
from graph.nl.harm.destruction import PATTERNS
from graph.nl.harm.model import CONDITIONAL, Harm, Reason
from graph.nl.harm.plain import plain, search, without_quoted
from graph.schema import GraphSchema

# A clause with its node pattern: "match (n)" is Cypher, "match users (and tasks)" is not.
_CYPHER: Final = re.compile(r"\b(?:match|merge|create)\s*\(\s*\w*\s*[:{)]")


def harm_in(text: str, *, schema: GraphSchema | None = None) -> Harm | None:
    """The harm that a prompt in English or Italian asks for; None when it asks for none.

    Args:
        schema: the live graph. Where it has tenants or customers of its own, they may be asked about.
    """
    written = plain(text)
    if query := _CYPHER.search(written):
        kinds = classify(written[query.start() :]) - {"read"}
        if kinds:
            return Harm(Reason.WRITES, tuple(sorted(kinds)))
    said = without_quoted(written)
    if crossing := crossing_in(said, schema):
        return Harm(Reason.CROSSES, (crossing.strip(),))
    for reason, pattern in PATTERNS:
        if found := search(pattern, said):
            return Harm(reason, (found[0].strip(" ,.;:!?"),))
    return None


__all__ = ["CONDITIONAL", "Harm", "Reason", "harm_in"]
