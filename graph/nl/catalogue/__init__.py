"""Known questions and other words: rows that operators edit, matched before anything is parsed.

``lookup`` is the second stage of the pipeline, ``synonyms_of`` what every generator reads words with.
"""

from graph.nl.catalogue.lookup import CONFIDENCE, GENERATOR, lookup
from graph.nl.catalogue.synonyms import synonyms_of

__all__ = ["CONFIDENCE", "GENERATOR", "lookup", "synonyms_of"]
