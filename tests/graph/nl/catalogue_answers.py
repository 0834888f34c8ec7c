"""For each pattern that ships: a question in each language, and the rows that the sample's data gives."""

from tests.graph.nl import answers_on_people, answers_on_tasks

ANSWERS = answers_on_people.ANSWERS | answers_on_tasks.ANSWERS
