"""Other words for what a graph holds.

The defaults are those of ``synonyms.yaml``, for the sample domain; they take effect only where the graph has
the label, relationship type or value that they name. A tenant's own are passed in beside them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import yaml

from graph.nl.languages import Language
from graph.nl.languages.italian_forms import phrases
from graph.nl.languages.model import phrase_list

_FILE: Final = Path(__file__).with_name("synonyms.yaml")
_WRITTEN: Final[dict[Language, Callable[[str], tuple[str, ...]]]] = {
    Language.ENGLISH: phrase_list,
    Language.ITALIAN: phrases,
}
"""How the phrases of each language are written there."""


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Phrases, each with the name that it stands for.

    A label's may be several: ``A, B|C`` is A, or where the graph has no A, any of B and C. Names of
    relationships and properties may be several with ``|``.
    """

    labels: dict[str, str] = field(default_factory=dict)
    relationships: dict[str, str] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)

    def __or__(self, other: "Synonyms") -> "Synonyms":
        """Both; where a phrase is in both, the right one counts."""
        return Synonyms(
            labels=self.labels | other.labels,
            relationships=self.relationships | other.relationships,
            properties=self.properties | other.properties,
            values=self.values | other.values,
        )


def _default_synonyms() -> Synonyms:
    told: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    every = Synonyms()
    for language, kinds in told.items():
        written = _WRITTEN[Language(language)]
        every |= Synonyms(
            **{
                kind: {phrase: name for name, text in names.items() for phrase in written(text)}
                for kind, names in kinds.items()
            }
        )
    return every


DEFAULT_SYNONYMS: Final = _default_synonyms()
