"""Answers to "which do you mean?"."""

import pytest

from agents.followups import chosen

READINGS = ["users that run tasks", "users that own tasks", "tasks by user"]
CHOICES = [
    ("1", 0),
    (" 2. ", 1),
    ("3)", 2),
    ("the first", 0),
    ("The second one, please", 1),
    ("I meant the third", 2),
    ("option 2", 1),
    ("number 3", 2),
    ("last", 2),
    ("la prima", 0),
    ("il secondo", 1),
    ("l'ultima", 2),
    ("Numero 2", 1),
    ("Users that own tasks.", 1),
    ("2. users that own tasks", 1),
]
NO_CHOICES = [
    "0",
    "4",
    "12",
    "no",
    "none of them",
    "How many tasks are there?",
    "",
    "first of all, list tasks",
]


@pytest.mark.parametrize(("prompt", "position"), CHOICES)
def test_a_reading_is_chosen_by_its_number_or_its_words(prompt: str, position: int) -> None:
    assert chosen(prompt, READINGS) == position


@pytest.mark.parametrize("prompt", NO_CHOICES)
def test_anything_else_is_a_question_of_its_own(prompt: str) -> None:
    assert chosen(prompt, READINGS) is None
