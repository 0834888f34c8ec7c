"""Known questions on tasks, files, databases and what was found with them, with their answers."""

from collections import Counter
from datetime import UTC, datetime

from graph.sample.model import SampleNode
from tests.graph.nl.sample_facts import (
    Facts,
    Known,
    Rows,
    counted,
    distinct,
    file_rows,
    newest,
    of,
    ranked,
    whole,
)


def _with_status(facts: Facts, status: str) -> list[SampleNode]:
    return [task for task in facts.tasks if of(task, "status") == status]


def _in_may(task: SampleNode) -> bool:
    return datetime(2025, 5, 1, tzinfo=UTC) <= of(task, "start") < datetime(2025, 6, 1, tzinfo=UTC)


def _months(facts: Facts) -> Rows:
    return [list(each) for each in sorted(Counter(f"{of(t, 'start'):%Y-%m}" for t in facts.tasks).items())]


def _barren(facts: Facts) -> list[SampleNode]:
    return [task for task in facts.tasks if not facts.ends("OUTPUT", task)]


def _reading(facts: Facts) -> Rows:
    return ranked(Counter(of(t, "task_id") for _, t in facts.pairs("INPUT", "File", "Task")), 10)


def _task(facts: Facts) -> SampleNode:
    return next(task for task in facts.tasks if of(task, "task_id") == facts.task())


def _descendants(facts: Facts) -> Rows:
    tasks = (t for file in facts.files_named(facts.read_file()) for t in facts.ends("INPUT", file))
    return file_rows(made for task in tasks for made in facts.ends("OUTPUT", task))


def _origin(facts: Facts) -> Rows:
    [file] = facts.files_named(facts.made_file())
    [task] = facts.starts("OUTPUT", file)
    [user] = facts.starts("RUNS", task)
    sources = sorted(of(source, "user_filename") for source in facts.starts("INPUT", task))
    return [[of(task, "task_id"), of(user, "user_name"), of(task, "start"), sources]]


def _uses(facts: Facts) -> Counter[str]:
    return Counter(of(file, "user_filename") for file, _ in facts.pairs("INPUT", "File", "Task"))


def _largest(facts: Facts) -> Rows:
    rows = [[of(file, "user_filename"), of(file, "size")] for file in facts.files]
    return sorted(rows, key=lambda row: (-row[1], row[0]))[:4]


def _buckets(facts: Facts) -> Rows:
    sizes: dict[str, list[int]] = {}
    for file in facts.files:
        sizes.setdefault(of(file, "bucket_name"), []).append(of(file, "size"))
    rows = [[bucket, len(each), sum(each)] for bucket, each in sizes.items()]
    return sorted(rows, key=lambda row: (-row[2], row[0]))


def _databases(facts: Facts) -> Rows:
    names = (of(file, "user_filename").split(".")[0] for file in facts.nodes("BlastDb"))
    return sorted(map(list, Counter(names).items()))


def _database_tasks(facts: Facts, name: str) -> list[SampleNode]:
    return distinct(task for file in facts.database_files(name) for task in facts.ends("INPUT", file))


def _makers(facts: Facts) -> Rows:
    made_by = distinct(t for f in facts.database_files(facts.database()) for t in facts.starts("OUTPUT", f))
    return [
        [of(u, "user_name"), of(t, "task_id"), of(t, "start")]
        for t in made_by
        for u in facts.starts("RUNS", t)
    ]


def _database_uses(facts: Facts) -> Rows:
    counts = Counter({name: len(_database_tasks(facts, name)) for name, _ in _databases(facts)})
    return ranked(+counts)


def _publications(facts: Facts) -> Rows:
    journal = of(facts.nodes("Publication")[0], "journal")
    found = [p for p in facts.nodes("Publication") if of(p, "journal") == journal]
    return [
        [of(p, "title"), of(p, "year"), of(p, "doi")]
        for p in sorted(found, key=lambda p: (-of(p, "year"), of(p, "doi")))
    ]


def _samples(facts: Facts) -> Rows:
    found = (s for s in facts.nodes("Sample") if of(s, "organism") == "Mus musculus")
    return sorted([of(s, "name"), of(s, "tissue")] for s in found)


def _genes(facts: Facts) -> Rows:
    chromosome = of(facts.nodes("Gene")[0], "chromosome")
    found = (g for g in facts.nodes("Gene") if of(g, "chromosome") == chromosome)
    return sorted([of(g, "symbol"), of(g, "name")] for g in found)


ANSWERS: dict[str, Known] = {
    "recent-tasks": Known(
        "Show the last 7 tasks",
        "Mostra gli ultimi sette task",
        lambda f: newest(f.tasks, "status", "start")[:7],
    ),
    "tasks-with-status": Known(
        "How many tasks have failed?",
        "Quanti task sono Failed?",
        lambda f: whole(len(_with_status(f, "Failed"))),
    ),
    "share-with-status": Known(
        "What share of the tasks is finished?",
        "Quale percentuale dei task è Finished?",
        lambda f: [[len(_with_status(f, "Finished")), len(f.tasks)]],
    ),
    "tasks-per-status": Known(
        "How many tasks per status?", "Quanti task per stato?", lambda f: counted(f.tasks, "status")
    ),
    "tasks-started-in-span": Known(
        "How many tasks were started in May 2025?",
        "Quanti task sono stati avviati nel maggio 2025?",
        lambda f: whole(sum(map(_in_may, f.tasks))),
    ),
    "tasks-per-month": Known("How many tasks per month?", "Quanti task al mese?", _months),
    "tasks-without-output": Known(
        "How many tasks have no output?", "Quanti task sono senza output?", lambda f: whole(len(_barren(f)))
    ),
    "finished-without-output": Known(
        "Which finished tasks have no output?",
        "Quali task terminati sono senza output?",
        lambda f: [
            [of(t, "task_id"), of(t, "start")]
            for t in sorted(_barren(f), key=lambda t: (of(t, "start"), of(t, "task_id")))
            if of(t, "status") == "Finished"
        ],
    ),
    "tasks-with-most-inputs": Known(
        "Which tasks have the most input files?", "Quali task leggono più file?", _reading
    ),
    "uses-of-tags": Known(
        "How often is each tag used?",
        "Quante volte è usato ogni tag?",
        lambda f: ranked(Counter(tag for task in f.tasks for tag in of(task, "tags"))),
    ),
    "tasks-with-tag": Known(
        "Which tasks have the tag {}?",
        "Quali task hanno il tag {}?",
        lambda f: newest((t for t in f.tasks if f.tag() in of(t, "tags")), "status", "start"),
        Facts.tag,
    ),
    "inputs-of-task": Known(
        "Which files did task {} use?",
        "Quali file ha usato {}?",
        lambda f: file_rows(f.starts("INPUT", _task(f))),
        Facts.task,
    ),
    "outputs-of-task": Known(
        "Which files did {} produce?",
        "Quali file ha prodotto il task {}?",
        lambda f: file_rows(f.ends("OUTPUT", _task(f))),
        Facts.task,
    ),
    "files-from-file": Known(
        "Which files were produced from {}?", "Quali file derivano da {}?", _descendants, Facts.read_file
    ),
    "origin-of-file": Known(
        "Where does the file {} come from?", "Da dove viene il file {}?", _origin, Facts.made_file
    ),
    "unused-files": Known(
        "How many files were never used?",
        "Quanti file non sono mai stati usati?",
        lambda f: whole(sum(not f.ends("INPUT", file) for file in f.files)),
    ),
    "most-used-files": Known(
        "What are the most used files?", "Quali sono i file più usati?", lambda f: ranked(_uses(f), 10)
    ),
    "largest-files": Known(
        "What are the 4 largest files?", "Quali sono i quattro file più grandi?", _largest
    ),
    "files-larger-than": Known(
        "How many files are larger than 5000000 bytes?",
        "Quanti file sono più grandi di 5000000 byte?",
        lambda f: whole(sum(of(file, "size") > 5_000_000 for file in f.files)),
    ),
    "storage-per-bucket": Known(
        "How much is stored in each bucket?", "Quanto spazio occupa ogni bucket?", _buckets
    ),
    "files-per-extension": Known(
        "How many files per extension?",
        "Quali formati di file ci sono?",
        lambda f: counted(f.files, "extension"),
    ),
    "file-names-that-repeat": Known(
        "Which file names occur more than once?",
        "Quali nomi di file ricorrono più di una volta?",
        lambda f: [row for row in counted(f.files, "user_filename") if row[1] > 1],
    ),
    "databases": Known("Which BLAST databases are there?", "Quali database BLAST ci sono?", _databases),
    "tasks-using-database": Known(
        "How many tasks used database {}?",
        "Quanti task hanno usato il database {}?",
        lambda f: whole(len(_database_tasks(f, f.database()))),
        Facts.database,
    ),
    "maker-of-database": Known(
        "Who built the BLAST database {}?", "Chi ha creato il database {}?", _makers, Facts.database
    ),
    "most-used-databases": Known(
        "Which databases are used the most?", "Quali sono i database più usati?", _database_uses
    ),
    "publications-in-journal": Known(
        "Which papers were published in {}?",
        "Quali articoli sono apparsi su {}?",
        _publications,
        lambda f: of(f.nodes("Publication")[0], "journal"),
    ),
    "samples-of-organism": Known(
        "Which samples are from Mus musculus?", "Quali campioni provengono da Mus musculus?", _samples
    ),
    "genes-on-chromosome": Known(
        "Which genes are on chromosome {}?",
        "Quali geni si trovano sul cromosoma {}?",
        _genes,
        lambda f: of(f.nodes("Gene")[0], "chromosome"),
    ),
}
