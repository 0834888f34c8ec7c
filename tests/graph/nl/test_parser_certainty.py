"""Questions that are easily read as another one: the right query, or none, but never the wrong one."""

import pytest

from tests.graph.conftest import LoadedSample
from tests.graph.nl.reading import draft_of, is_answered

READ: list[tuple[str, tuple[str, ...]]] = [
    # what makes the part, and of what
    (
        "percentage of users in Germany without tasks",
        (
            "WHERE i.country = $country WITH",
            "CASE WHEN NOT EXISTS { MATCH (u)-[:RUNS]->(t:Task) } THEN u END",
        ),
    ),
    (
        "what percentage of Blast tasks run by users in Germany failed",
        ("WHERE i.country = $country WITH", "CASE WHEN b.status = $status THEN b END"),
    ),
    (
        "what percentage of tasks run by users in Germany are Blast tasks",
        ("WHERE i.country = $country WITH", "CASE WHEN t:Blast"),
    ),
    (
        "share of users who are students in Germany",
        ("MATCH (u:User) WITH count(CASE WHEN EXISTS", "r.role = $role AND i.country = $country"),
    ),
    # all of them, not some
    ("is every task run by a user", ("RETURN part = total AS answer",)),
    ("have all users in Germany run a task", ("WHERE i.country = $country WITH", "part = total")),
    ("are all users in Germany students", ("WHERE i.country = $country WITH", "CASE WHEN r.role = $role")),
    ("are the Blast tasks finished", ("RETURN part = total AS answer",)),
    ("tutti i task sono finiti?", ("RETURN part = total AS answer",)),
    ("ogni task ha un output?", ("RETURN part = total AS answer",)),
    ("are all files used by failed tasks Fasta files", ("t.status = $status WITH", "CASE WHEN f:Fasta")),
    # whose they are, and what is asked for
    ("user-3's failed tasks", ("(t:Task)<-[:RUNS]-(u:User)", "DISTINCT t RETURN t.task_id")),
    ("user-3's 2 latest tasks", ("ORDER BY `start` DESC, task LIMIT 2",)),
    ("number of inputs of failed tasks", ("RETURN count(DISTINCT f) AS total",)),
    ("the largest output of a Blast task", ("DISTINCT f WHERE f.size IS NOT NULL", "ORDER BY size DESC")),
    ("which task has the largest output", ("RETURN DISTINCT t.task_id AS task, f.size AS size",)),
    ("who ran the latest failed task", ("RETURN DISTINCT u.user_name AS user, t.`start`",)),
    # where a name belongs
    ("tasks using files produced by task-1", ("(f)<-[:OUTPUT]-(t2:Task)", "t2.task_id = $task_id")),
    ("which users work with user-3", ("<-[:WORKS_AT]-(u2:User)", "u2.user_id = $user_id")),
    # how far a negation reaches
    ("users without email or first name", ("u.email IS NULL AND u.firstName IS NULL",)),
    ("users whose email or first name is missing", ("u.email IS NULL OR u.firstName IS NULL",)),
    ("how many users have no email but have a first name", ("u.email IS NULL AND u.firstName IS NOT NULL",)),
    (
        "institutions where nobody ran a Blast task",
        ("NOT EXISTS { MATCH (i)<-[:WORKS_AT]-(:User)-[:RUNS]->",),
    ),
    ("users at Delta Seeds who are not students", ("i.name = $name AND r.role <> $role",)),
    ("users who are not students", ("NOT EXISTS", "r.role = $role")),
    ("users whose first name does not start with A", ("NOT toLower(u.firstName) STARTS WITH",)),
    ("how many users at Delta Seeds have not run", ("WHERE NOT EXISTS { MATCH (u)-[:RUNS]->",)),
    # all that stands in quotes
    (
        "institutions with 'Museum' or 'Hospital' in their name",
        ("toLower(i.name) CONTAINS $name OR toLower(i.name) CONTAINS $name_2",),
    ),
    ("which files used by failed tasks are not Fasta files", ("NOT f:Fasta",)),
    # what is counted
    ("how many types of tools are there", ("count(DISTINCT t.type)",)),
    ("quanti stati diversi hanno i task?", ("count(DISTINCT t.status)",)),
    ("how many users have a duplicate email", ("sum(nodes)",)),
    ("share of users having neither email nor first name", ("MATCH (u:User) WITH count(CASE WHEN u.email",)),
    ("do two institutions have the same name", ("i.name = i2.name",)),
    # one of them, and the end that is shown
    ("give me a failed task", ("ORDER BY task_id LIMIT 1",)),
    ("mostrami un file", ("LIMIT 1",)),
    ("files ordered by size, highest 3", ("ORDER BY f.size DESC", "LIMIT 3")),
    ("files sorted by size, top 3", ("ORDER BY f.size DESC", "LIMIT 3")),
    ("give me a couple of Bold tasks", ("LIMIT 2",)),
    ("rank users by degree", ("ORDER BY relationships DESC, user",)),
    # who is counted, and of which of them it is said
    ("headcount per country", ("count(DISTINCT u) AS users",)),
    ("headcount of Delta Seeds", ("RETURN count(DISTINCT u)",)),
    ("staff of institutions in Germany", ("DISTINCT u RETURN",)),
    ("in which countries do users who ran failed tasks work", ("RETURN country", "t.status = $status")),
    # what is denied of whom
    ("users who never had a failed task", ("NOT EXISTS { MATCH (u)-[:RUNS]->(t:Task) WHERE t.status",)),
    ("which users have never started a Blast task", ("NOT EXISTS { MATCH (u)-[:RUNS]->(b:Blast",)),
    # a time, or what somebody does
    ("users who started a Blast task", ("DISTINCT u RETURN",)),
    ("which user started task-7", ("DISTINCT u RETURN",)),
    ("who started the most tasks", ("count(DISTINCT t) AS tasks",)),
    # how many relationships
    ("degree of each institution", ("count(r) AS relationships",)),
    ("average degree of users", ("avg(relationships)",)),
    ("what is the degree of task-7", ("RETURN count(r) AS total",)),
    ("users with more than 5 relationships", ("COUNT { MATCH (u)-[r]-() RETURN DISTINCT r } > 5",)),
    ("how many nodes have exactly one relationship", ("RETURN DISTINCT r } = 1",)),
    ("# of tasks", ("RETURN count(t) AS total",)),
    ("numero di relazioni RUNS", ("-[r:RUNS]->()", "count(r)")),
    ("tasks with the lowest out-degree, 3", ("ORDER BY outgoing_relationships, task LIMIT 3",)),
    ("top 5 most connected nodes", ("ORDER BY relationships DESC, node LIMIT 5",)),
    ("number of relationships of type INPUT", ("-[r:INPUT]->()", "count(r)")),
    # each arrow leads from the one to the next
    (
        "User -> RUNS -> Task -> OUTPUT -> File, count the users",
        ("(u:User)-[:RUNS]->(t:Task), (t)-[:OUTPUT]->(f:File)", "count(DISTINCT u)"),
    ),
    ("User → RUNS → Task → OUTPUT → File, list the files", ("DISTINCT f RETURN",)),
    # what is missing, and whose it is
    ("tasks missing an output", ("NOT EXISTS { MATCH (t)-[:OUTPUT]->",)),
    ("gli utenti di Delta Seeds che hanno eseguito un task Blast", ("DISTINCT u RETURN",)),
    # letters, and the article before them
    ("institutions whose name contains a 'us'", ("CONTAINS $name RETURN",)),
    # the ends of a time
    ("tasks started by March 2025", ("WHERE t.`start` < datetime($start_to)",)),
]

NOT_READ = [
    # a list for what is no list, or of something else
    "user-3 ha un email?",
    "list tasks with their running user",
    "for each institution, list its users",
    # each single one
    "users all of whose tasks failed",
    "tasks all of whose inputs are Fasta files",
    "databases used in every Blast task",
    "files used by each user",
    # names of nothing here
    "tasks of jdoe1",
    "users at XYZ9",
    "users at 'Foo Institute'",
    "members of XX2",
    "user-3's sister",
    # two things at once
    "inputs and outputs of task-5",
    "failed tasks with status Finished",
    "files larger than 50 MB and smaller than 2 MB",
    "users with email or first name and last name",
    # of something that is not named
    "institutions still running",
    # back to what was said before
    "tasks whose files were used at institutions",
    "files of user-3's institution",
    "users who ran tasks with files that they did not run",
    "how many tasks does the user with the most tasks have",
    # what is denied, or left out, or meant by a word that no relationship here has
    "users with the most relationships other than RUNS",
    "utenti che non lavorano da nessuna parte",
    "tasks that produced a Fasta",
    "how many kinds of tasks are there",
    # what a number or a time cannot be
    "type 1 tools",
    "average start of tasks",
    "sum of the starts of tasks",
    # of whom or what a clause is said
    "owner of file-3",
    "which users use files that belong to an institution",
    "who ran the task that produced most files",
    "institutions whose users ran no Blast task",
    # of what nothing is told
    "what did the tasks of user-3 produce",
    "what came out of task-5",
    "how big is our graph",
    "distinct databases",
    "count tasks by type",
    "tasks whose output is missing",
    # the other verb, which such files do not have
    "Fasta files produced by Bold tasks",
    "users whose tasks produced the most Fasta files",
    "Xml files used in more than 2 tasks",
    # a number, and not a list
    "tasks by user",
    "outputs per task",
    # of nothing that is named
    "and the failed ones?",
]


@pytest.mark.parametrize(("question", "parts"), READ, ids=[question for question, _ in READ])
def test_it_is_read_as_it_is_meant(demo: LoadedSample, question: str, parts: tuple[str, ...]) -> None:
    draft = draft_of(demo.request(question))
    assert [part for part in parts if part not in draft.cypher] == [], draft.cypher


@pytest.mark.parametrize("question", NOT_READ)
def test_what_could_be_misread_is_not_answered(demo: LoadedSample, question: str) -> None:
    assert not is_answered(demo.request(question))
