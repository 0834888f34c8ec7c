"""Known questions on the graph as a whole, on users and on institutions, with their answers."""

from collections import Counter
from itertools import combinations

from graph.sample.model import SampleNode
from tests.graph.nl.sample_facts import Facts, Known, Rows, newest, of, ranked, whole


def _nodes_per_label(facts: Facts) -> Rows:
    return ranked(Counter(label for node in facts.sample.nodes for label in node.labels))


def _tasks_of_users(facts: Facts) -> Counter[str]:
    return Counter(of(user, "user_name") for user, _ in facts.pairs("RUNS", "User", "Task"))


def _idle(facts: Facts) -> list[SampleNode]:
    return [user for user in facts.users if not facts.ends("RUNS", user)]


def _failures(facts: Facts) -> Rows:
    pairs = facts.pairs("RUNS", "User", "Task")
    return ranked(Counter(of(u, "user_name") for u, t in pairs if of(t, "status") == "Failed"))


def _workplace(facts: Facts) -> Rows:
    return [
        [of(place, "name"), of(place, "country"), terms["role"], terms["since"]]
        for user, terms, place in facts.employment()
        if of(user, "user_name") == facts.busy_user()
    ]


def _staff(facts: Facts) -> Rows:
    return sorted(
        [of(user, "user_name"), of(user, "firstName"), of(user, "lastName"), terms["role"]]
        for user, terms, place in facts.employment()
        if of(place, "name") == facts.institution()
    )


def _colleagues(facts: Facts) -> Rows:
    me = facts.busy_user()
    [place] = [place for user, _, place in facts.employment() if of(user, "user_name") == me]
    names = (of(user, "user_name") for user in facts.starts("WORKS_AT", place))
    return sorted([name, of(place, "name")] for name in names if name != me)


def _department(facts: Facts) -> Rows:
    return sorted(
        [of(user, "user_name"), of(place, "name"), terms["role"]]
        for user, terms, place in facts.employment()
        if terms["department"] == facts.department()
    )


def _institutions_over(facts: Facts, files: list[SampleNode]) -> Rows:
    tasks = {id(task) for file in files for task in facts.ends("INPUT", file)}
    return sorted(
        [of(place, "name"), of(place, "country")]
        for place, run in facts.tasks_by_institution()
        if any(id(task) in tasks for task in run)
    )


def _failure_rates(facts: Facts) -> Rows:
    rows = []
    for place, run in facts.tasks_by_institution():
        failed = sum(of(task, "status") == "Failed" for task in run)
        if run:
            rows.append([of(place, "name"), len(run), failed, int(1000 * failed / len(run) + 0.5) / 10])
    return sorted(rows, key=lambda row: (-row[3], row[0]))


def _sharing(facts: Facts) -> Rows:
    used = {
        of(place, "name"): {
            of(file, "user_filename")
            for task in run
            for file in facts.starts("INPUT", task)
            if "BlastDb" in file.labels
        }
        for place, run in facts.tasks_by_institution()
    }
    pairs = [[a, b, len(used[a] & used[b])] for a, b in combinations(sorted(used), 2)]
    return sorted((pair for pair in pairs if pair[2]), key=lambda pair: (-pair[2], pair[0], pair[1]))[:50]


ANSWERS: dict[str, Known] = {
    "node-count": Known(
        "How many nodes are there?", "Quanti nodi ci sono?", lambda f: whole(len(f.sample.nodes))
    ),
    "relationship-count": Known(
        "How many edges are in the graph?",
        "Quante relazioni ci sono?",
        lambda f: whole(len(f.sample.relationships)),
    ),
    "relationship-types": Known(
        "What relationship types are there?",
        "Quali tipi di relazione ci sono?",
        lambda f: ranked(Counter(each.type for each in f.sample.relationships)),
    ),
    "relationships-of-type": Known(
        "How many WORKS_AT relationships are there?",
        "Quante relazioni WORKS_AT ci sono?",
        lambda f: whole(len(f.employment())),
    ),
    "nodes-per-label": Known("How many nodes per label?", "Quali tipi di nodi esistono?", _nodes_per_label),
    "isolated-nodes": Known(
        "How many isolated nodes are there?",
        "Quanti nodi non hanno relazioni?",
        lambda f: whole(len(f.isolated())),
    ),
    "isolated-nodes-of-label": Known(
        "How many isolated users are there?",
        "Quanti nodi User isolati ci sono?",
        lambda f: whole(len(f.isolated("User"))),
    ),
    "users-without-tasks": Known(
        "How many users have never run a task?",
        "Quanti utenti non hanno mai eseguito task?",
        lambda f: whole(len(_idle(f))),
    ),
    "idle-users": Known(
        "Who has never run a task?",
        "Chi non ha mai lanciato un task?",
        lambda f: sorted([of(u, "user_name"), of(u, "firstName"), of(u, "lastName")] for u in _idle(f)),
    ),
    "busiest-users": Known(
        "Which users have run the most tasks?",
        "Quali utenti hanno eseguito più task?",
        lambda f: ranked(_tasks_of_users(f), 10),
    ),
    "failures-per-user": Known(
        "How many failed tasks per user?", "Quanti task falliti per utente?", _failures
    ),
    "tasks-of-user": Known(
        "Which tasks did {} run?",
        "Quali task ha eseguito {}?",
        lambda f: newest(f.tasks_of(f.busy_user()), "status", "start"),
        Facts.busy_user,
    ),
    "failed-tasks-of-user": Known(
        "Which tasks of {} failed?",
        "Elenca i task falliti dell'utente {}",
        lambda f: newest(
            (t for t in f.tasks_of(f.user_with_failures()) if of(t, "status") == "Failed"), "start"
        ),
        Facts.user_with_failures,
    ),
    "last-task-of-user": Known(
        "What did {} run last?",
        "Qual è l'ultimo task di {}?",
        lambda f: newest(f.tasks_of(f.busy_user()), "status", "start")[:1],
        Facts.busy_user,
    ),
    "institution-of-user": Known("Where does {} work?", "Dove lavora {}?", _workplace, Facts.busy_user),
    "staff-of-institution": Known("Who works at {}?", "Chi lavora presso {}?", _staff, Facts.institution),
    "colleagues-of-user": Known(
        "Who works with {}?", "Chi sono i colleghi di {}?", _colleagues, Facts.busy_user
    ),
    "staff-per-role": Known(
        "How many people per role?",
        "Quante persone per ruolo?",
        lambda f: ranked(Counter(terms["role"] for _, terms, _ in f.employment())),
    ),
    "staff-of-department": Known(
        "Who works in the department of {}?",
        "Chi lavora nel dipartimento {}?",
        _department,
        Facts.department,
    ),
    "institutions-of-database": Known(
        "Which institutions collaborated on tasks using the database {}?",
        "Quali istituzioni hanno usato il database {}?",
        lambda f: _institutions_over(f, f.database_files(f.database())),
        Facts.database,
    ),
    "institutions-of-file": Known(
        "Which institutions used file {}?",
        "Quali istituzioni hanno usato il file {}?",
        lambda f: _institutions_over(f, f.files_named(f.read_file())),
        Facts.read_file,
    ),
    "institutions-in-country": Known(
        "Which institutions are in {}?",
        "Quali istituzioni si trovano in {}?",
        lambda f: sorted(
            [of(i, "name"), of(i, "type")]
            for i in f.nodes("Institution")
            if of(i, "country") == of(f.nodes("Institution")[0], "country")
        ),
        lambda f: of(f.nodes("Institution")[0], "country"),
    ),
    "busiest-institutions": Known(
        "Which institutions have run the most tasks?",
        "Quali istituzioni hanno eseguito più task?",
        lambda f: ranked(+Counter({of(i, "name"): len(run) for i, run in f.tasks_by_institution()}), 10),
    ),
    "failure-rate-per-institution": Known(
        "What is the failure rate per institution?",
        "Mostra il tasso di fallimento per istituzione",
        _failure_rates,
    ),
    "pairs-of-institutions": Known(
        "Which institutions used the same databases?", "Quali istituzioni condividono database?", _sharing
    ),
}
