"""Test hints decide what is asked of the graph, and nothing else."""

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

from graph.cypher import CypherRefused
from graph.nl import pipeline
from graph.schema import GraphSchema


@pytest.fixture
def hints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "hints.json"
    path.write_text(
        json.dumps(
            {
                "How many  unicorns live here": {
                    "cypher": "MATCH (u:Unicorn) WHERE u.age > $age RETURN count(u) AS total",
                    "params": {"age": 3},
                },
                "Break it": {"cypher": "MATCH (n) DETACH DELETE n"},
            }
        )
    )
    monkeypatch.setattr(settings.ENV, "nl_test_hints", path)
    monkeypatch.setattr(settings.ENV, "nl_test_mode", True)
    yield path


def test_a_hinted_question_gets_its_query_before_any_other_generator(hints: Path) -> None:
    drafted = pipeline.draft("how many unicorns live here?", tenant_id=uuid4(), schema=GraphSchema())
    assert drafted.draft is not None
    assert (drafted.draft.generator, drafted.draft.params) == ("test hints", {"age": 3})


@pytest.mark.parametrize("setting", ["nl_test_mode", "nl_test_hints"])
def test_without_the_mode_or_a_file_there_are_no_hints(
    hints: Path, monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    monkeypatch.setattr(settings.ENV, setting, None)
    drafted = pipeline.draft("how many unicorns live here?", tenant_id=uuid4(), schema=GraphSchema())
    assert drafted.draft is None


def test_what_a_hint_says_is_validated_like_any_other_draft(hints: Path) -> None:
    drafted = pipeline.draft("break it", tenant_id=uuid4(), schema=GraphSchema())
    assert drafted.draft is not None
    with pytest.raises(CypherRefused):
        pipeline.validate(drafted.draft.cypher, params={}, tenant_id=uuid4())
