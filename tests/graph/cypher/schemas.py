"""Graphs as their schemas tell them, for tests that need no server."""

from graph.schema import GraphSchema, LabelInfo, LabelSet, PropertyInfo, Triple


def _label(name: str, count: int, *properties: str, long: str = "") -> LabelInfo:
    """A label whose first property is different on every node, and the others the same on many.

    ``long`` is a text of up to a million characters that some nodes have.
    """
    first, *others = properties
    infos = [PropertyInfo(first, "text", 1.0, distinct=count), *(_common(each) for each in others)]
    if long:
        infos.append(PropertyInfo(long, "text", 0.1, longest=1_000_000))
    return LabelInfo(name, count, tuple(infos))


def _common(name: str) -> PropertyInfo:
    return PropertyInfo(name, "text", 1.0, distinct=10)


def large(nodes: int) -> GraphSchema:
    """People who run tasks over files, about ``nodes`` of them, without umbrella labels on anything else."""
    users, tasks, files, places = nodes // 20, nodes // 2, nodes * 9 // 20, 100
    return GraphSchema(
        labels=(
            _label("File", files, "name", "size", "checksum", long="sequence"),
            _label("Institution", places, "name", "country"),
            _label("Task", tasks, "name", "status", "size", "started"),
            _label("User", users, "name", "email"),
        ),
        label_sets=(
            LabelSet(frozenset({"File"}), files),
            LabelSet(frozenset({"Institution"}), places),
            LabelSet(frozenset({"Task"}), tasks),
            LabelSet(frozenset({"User"}), users),
        ),
        triples=(
            Triple("File", "INPUT", "Task", 2 * tasks),
            Triple("Task", "OUTPUT", "File", files),
            Triple("User", "RUNS", "Task", tasks),
            Triple("User", "WORKS_AT", "Institution", users),
        ),
        relationship_counts={"INPUT": 2 * tasks, "OUTPUT": files, "RUNS": tasks, "WORKS_AT": users},
    )


MILLION = large(1_000_000)
