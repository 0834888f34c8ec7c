"""From a reading to Cypher. Values are always parameters; names come from the live schema only."""

import re
from typing import Any, Final

from graph.engines.dialect import quoted
from graph.nl.generate import Draft
from graph.nl.parser.names import display_properties, name_property
from graph.nl.parser.reading import Condition, Edge, Match, Node, Operation, Reading
from graph.nl.stems import plural, spoken, word_list, words_of
from graph.schema import GraphSchema

GENERATOR: Final = "parser"
_RESERVED: Final = frozenset(
    word_list(
        "all and as asc ascending by call case count create delete desc descending detach distinct else end "
        "exists false in is limit match merge not null on optional or order remove return set skip start "
        "then true union unwind use when where with xor yield"
    )
)


def render(reading: Reading, schema: GraphSchema) -> Draft:
    """The draft of a reading."""
    return _Renderer(reading, schema).draft()


def _name(text: str) -> str:
    """An identifier, quoted only where it must be."""
    plain = re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", text) and text.casefold() not in _RESERVED
    return text if plain else quoted(text)


class _Renderer:
    """Writes one reading as Cypher text and collects its parameters."""

    def __init__(self, reading: Reading, schema: GraphSchema) -> None:
        self.reading = reading
        self.schema = schema
        self.params: dict[str, Any] = {}
        self.variables = self._variables()
        self.printed: set[int] = set()

    def draft(self) -> Draft:
        """The query with everything that its summary needs."""
        reading = self.reading
        cypher, kind = {
            Operation.COUNT: self._count,
            Operation.LIST: self._list,
            Operation.RANK: self._rank,
            Operation.GROUP: self._group,
            Operation.DISTINCT: self._distinct,
            Operation.COUNT_DISTINCT: self._count_distinct,
        }[reading.operation]()
        return Draft(
            cypher=cypher,
            params=self.params,
            generator=GENERATOR,
            confidence=reading.confidence,
            explanation="; ".join([self._explanation(), *reading.doubts]),
            used_words=reading.used_words,
            kind=kind,
            subject=self._subject(many=False),
            subject_plural=self._subject(many=True),
            hints=self._hints(),
        )

    # -- operations --------------------------------------------------------------------------------------

    def _count(self) -> tuple[str, str]:
        target = self.variables[self.reading.target]
        return f"{self._match()} RETURN {self._counted(target)} AS {_name('total')}", "count"

    def _counted(self, variable: str) -> str:
        """DISTINCT where joins could repeat a node."""
        joined = self.reading.edges or any(node.related_by for node in self.reading.nodes)
        return f"count(DISTINCT {variable})" if joined else f"count({variable})"

    def _count_distinct(self) -> tuple[str, str]:
        value = self._property(self.reading.target, self.reading.property or "")
        return f"{self._match()} RETURN count(DISTINCT {value}) AS total", "count"

    def _distinct(self) -> tuple[str, str]:
        name = self.reading.property or ""
        value = self._property(self.reading.target, name)
        text = (
            f"{self._match()} WITH DISTINCT {value} AS {_name(name)} WHERE {_name(name)} IS NOT NULL "
            f"RETURN {_name(name)} ORDER BY {_name(name)}{self._limit()}"
        )
        return text, "list"

    def _list(self) -> tuple[str, str]:
        target = self.reading.target
        variable = self.variables[target]
        names = display_properties(self.schema, self.reading.nodes[target].labels) or ("orig_id",)
        columns = ", ".join(f"{variable}.{_name(name)} AS {_name(name)}" for name in names)
        joined = self.reading.edges or self.reading.nodes[target].related_by
        once = f" WITH DISTINCT {variable}" if joined else ""
        return f"{self._match()}{once} RETURN {columns} ORDER BY {_name(names[0])}{self._limit()}", "list"

    def _rank(self) -> tuple[str, str]:
        reading, target = self.reading, self.reading.target
        direction = "ASC" if reading.ascending else "DESC"
        shown = self._shown(target)
        if reading.property:
            value, column = self._property(target, reading.property), _name(reading.property)
            text = (
                f"{self._match()} WITH {self.variables[target]} WHERE {value} IS NOT NULL "
                f"RETURN {shown[0]} AS {shown[1]}, {value} AS {column} "
                f"ORDER BY {column} {direction}, {shown[1]}"
            )
            return text + self._limit(), "ranking"
        return self._tally(target, reading.measure or 0, direction, optional=reading.ascending), "ranking"

    def _group(self) -> tuple[str, str]:
        reading = self.reading
        if reading.property is None:
            return self._tally(reading.key, reading.target, "DESC", optional=True), "groups"
        column = _name(reading.property)
        number = _name(self._plural(reading.target))
        value = self._property(reading.key, reading.property)
        text = (
            f"{self._match()} RETURN {value} AS {column}, {self._counted(self.variables[reading.target])} AS "
            f"{number} ORDER BY {number} DESC, {column}{self._limit()}"
        )
        return text, "groups"

    def _tally(self, key: int, counted: int, direction: str, *, optional: bool) -> str:
        """Count one kind of node for each of another; ``optional`` keeps those that have none."""
        variable, number = self.variables[key], _name(self._plural(counted))
        shown, column = self._shown(key)
        tally = f"count(DISTINCT {self.variables[counted]})"
        return (
            f"{self._match(optional_from=key if optional and len(self.reading.nodes) == 2 else None)} "
            f"WITH {variable}, {tally} AS {number} "
            f"RETURN {shown} AS {column}, {number} ORDER BY {number} {direction}, {column}{self._limit()}"
        )

    # -- parts ---------------------------------------------------------------------------------------------

    def _match(self, optional_from: int | None = None) -> str:
        """MATCH with all nodes and conditions; from one node on, the rest may be optional."""
        nodes = range(len(self.reading.nodes))
        if optional_from is not None:
            [edge] = self.reading.edges
            head = f"MATCH {self._node(optional_from)}{self._where([optional_from])}"
            other = edge.end if edge.start == optional_from else edge.start
            return f"{head} OPTIONAL MATCH {self._path(edge)}{self._where([other])}"
        if not self.reading.edges:
            return f"MATCH {self._node(0)}{self._related()}{self._where(nodes)}"
        return f"MATCH {', '.join(self._path(edge) for edge in self._edges())}{self._where(nodes)}"

    def _edges(self) -> list[Edge]:
        """Edges so that each starts at a node that has been written: a walk reads better than a list."""
        return sorted(self.reading.edges, key=lambda edge: edge.end)

    def _path(self, edge: Edge) -> str:
        text = self._node(edge.start)
        for i, hop in enumerate(edge.way.hops):
            last = i == len(edge.way.hops) - 1
            arrow = f"-[:{_name(hop.type)}]->" if hop.forward else f"<-[:{_name(hop.type)}]-"
            text += arrow + (self._node(edge.end) if last else f"(:{_name(hop.label)})")
        return text

    def _node(self, index: int) -> str:
        """The pattern of a node; its labels only where it stands first."""
        variable = self.variables[index]
        if index in self.printed:
            return f"({variable})"
        self.printed.add(index)
        return f"({variable}{self._labels(self.reading.nodes[index])})"

    def _labels(self, node: Node) -> str:
        return "".join(f":{_name(label)}" for label in self._wide_first(node))

    def _wide_first(self, node: Node) -> list[str]:
        """A node's labels as one says them: what kind of what."""
        counts = {label: info.count for label in node.labels if (info := self.schema.label(label))}
        return sorted(node.labels, key=lambda label: (counts.get(label, 0), label))

    def _related(self) -> str:
        """The pattern that asks for a relationship whose other end the question does not name."""
        kinds = sorted(self.reading.nodes[0].related_by)
        return "".join(f"-[:{_name(kind)}]-()" for kind in kinds)

    def _where(self, indices: Any) -> str:
        conditions = [
            self._condition(index, condition)
            for index in indices
            for condition in self.reading.nodes[index].conditions
        ]
        return f" WHERE {' AND '.join(conditions)}" if conditions else ""

    def _condition(self, index: int, condition: Condition) -> str:
        if condition.match is Match.IS:
            value = self._property(index, condition.properties[0])
            if len(condition.values) == 1:
                return f"{value} = ${self._param(condition.properties[0], condition.values[0])}"
            return f"{value} IN ${self._param(condition.properties[0], list(condition.values))}"
        name = str(condition.values[0])
        exact = self._param("name", name.casefold())
        file_stem = self._param("name", name.casefold() + ".")
        parts = []
        for each in condition.properties:
            value = f"toLower({self._property(index, each)})"
            parts.append(f"{value} = ${exact}")
            if "filename" in words_of(each):
                parts.append(f"{value} STARTS WITH ${file_stem}")
        if not any("STARTS" in part for part in parts):
            del self.params[file_stem]
        return f"({' OR '.join(parts)})"

    def _property(self, index: int, name: str) -> str:
        return f"{self.variables[index]}.{_name(name)}"

    def _param(self, name: str, value: Any) -> str:
        base = re.sub(r"\W", "_", name)
        unique, number = base, 2
        while unique in self.params:
            unique, number = f"{base}_{number}", number + 1
        self.params[unique] = value
        return unique

    def _limit(self) -> str:
        return f" LIMIT {self.reading.limit}" if self.reading.limit else ""

    def _shown(self, index: int) -> tuple[str, str]:
        """How a node is shown in a ranking, and the column's name."""
        labels = self.reading.nodes[index].labels
        column = spoken(self._widest(index)).replace(" ", "_")
        return self._property(index, name_property(self.schema, labels)), _name(column)

    def _variables(self) -> list[str]:
        """A letter for each node, with a number where the letter is taken."""
        names: list[str] = []
        for index in range(len(self.reading.nodes)):
            letter = self._widest(index)[0].lower()
            letter = letter if letter.isascii() and letter.isalpha() else "n"
            same = sum(1 for name in names if name[0] == letter)
            names.append(letter if not same else f"{letter}{same + 1}")
        return names

    def _widest(self, index: int) -> str:
        labels = self._wide_first(self.reading.nodes[index])
        return labels[-1] if labels else "node"

    def _plural(self, index: int) -> str:
        return plural(spoken(self._widest(index))).replace(" ", "_")

    def _noun(self, index: int, *, many: bool = False) -> str:
        """A node in words: "failed Blast task", "files named reads.fasta"."""
        node = self.reading.nodes[index]
        labels = self._wide_first(node)
        adjectives, clauses = [], []
        for condition in node.conditions:
            for value in condition.values:
                if re.fullmatch(r"[A-Z]?[a-z]+(ed|ing)", str(value)):
                    adjectives.append(str(value).lower())
                elif condition.match is Match.IS:
                    clauses.append(f"with {spoken(condition.properties[0])} {value}")
                else:
                    clauses.append(f"named {value}")
        kinds = labels[:-1] if len(labels) > 1 else []
        head = spoken(labels[-1]) if labels else "node"
        return " ".join([*adjectives, *kinds, plural(head) if many else head, *clauses])

    def _subject(self, *, many: bool) -> str:
        reading = self.reading
        if reading.operation in (Operation.DISTINCT, Operation.COUNT_DISTINCT):
            head = spoken(reading.property or "")
            return f"{plural(head) if many else head} of {self._noun(reading.target, many=True)}"
        return self._noun(reading.target, many=many)

    def _explanation(self) -> str:
        ways = [
            f"{self._noun(edge.start)} to {self._noun(edge.end)} by "
            + ", ".join(h.type for h in edge.way.hops)
            for edge in self.reading.edges
        ]
        return "; ".join([f"{self.reading.operation} of {self._subject(many=True)}", *ways])

    def _hints(self) -> dict[str, Any]:
        """What the target's conditions could have been, for an answer that finds nothing."""
        node = self.reading.nodes[self.reading.target]
        present = {
            name: list(info.values)
            for condition in node.conditions
            for name in condition.properties
            for info in self.schema.properties_of(node.labels)
            if info.name == name and info.values
        }
        hints: dict[str, Any] = {"present": present} if present else {}
        if self.reading.measure is not None:
            hints["measure"] = [self._noun(self.reading.measure), self._noun(self.reading.measure, many=True)]
        return hints
