"""The patterns that ship, executed against the sample: the answers are those of the sample's own data."""

from datetime import datetime
from typing import Any

import pytest
import yaml

from graph import client
from graph.cypher import prepare
from graph.models import LANGUAGES, CataloguePattern
from graph.nl.catalogue import lookup
from graph.nl.catalogue.shipped import PATTERNS
from graph.nl.normalise import normalise
from graph.nl.summarise import summarise
from tests.graph.conftest import LoadedSample
from tests.graph.nl.catalogue_answers import ANSWERS
from tests.graph.nl.sample_facts import Facts

SHIPPED = [entry["name"] for entry in yaml.safe_load(PATTERNS.read_text())["patterns"]]


@pytest.fixture(scope="module")
def facts(demo: LoadedSample) -> Facts:
    return Facts(demo.sample)


def shown(value: Any) -> Any:
    """A value as rows show it: moments as text in UTC, whole numbers without a fraction."""
    match value:
        case list():
            return [shown(each) for each in value]
        case datetime():
            return value.isoformat()
        case str() if len(value) > 18 and value[4] == "-" and "T" in value:
            return datetime.fromisoformat(value).isoformat()
        case float() if value.is_integer():
            return int(value)
    return value


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shipped_pattern_answers_with_what_the_data_says(
    demo: LoadedSample, facts: Facts, name: str, language: str
) -> None:
    known = ANSWERS[name]
    question = normalise(known.questions(facts)[list(LANGUAGES).index(language)])
    draft = lookup(question, tenant_id=demo.tenant_id, schema=demo.schema)
    assert draft is not None and draft.hints["pattern"] == name, question.text
    prepared = prepare(draft.cypher, params=draft.params, tenant_id=demo.tenant_id, schema=demo.schema)
    result = client.read(prepared.text, prepared.params, timeout_seconds=5, max_rows=prepared.max_rows)
    expected = known.rows(facts)
    assert shown(result.rows) == shown(expected)
    assert summarise(draft, result, language=language)


def test_there_are_more_than_forty_in_two_languages() -> None:
    assert len(SHIPPED) > 40 and set(SHIPPED) == set(ANSWERS)
    rows = CataloguePattern.unscoped.filter(tenant=None, source="shipped")
    assert {row.name for row in rows} >= set(SHIPPED)
    assert all(row.questions[language] for row in rows if row.name in SHIPPED for language in LANGUAGES)


def test_their_answers_are_not_empty_where_the_data_has_any(facts: Facts) -> None:
    empty = {name for name, known in ANSWERS.items() if not known.rows(facts)}
    assert empty <= {"file-names-that-repeat", "finished-without-output"}
