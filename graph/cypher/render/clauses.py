"""Queries and their clauses, as text."""

from graph.cypher import ast
from graph.cypher.names import name
from graph.cypher.render.base import listed, render, where


@render.register
def _(node: ast.Statement) -> str:
    return f"{node.prefix} {render(node.query)}" if node.prefix else render(node.query)


@render.register
def _(node: ast.Query) -> str:
    return ("\nUNION ALL\n" if node.union_all else "\nUNION\n").join(map(render, node.parts))


@render.register
def _(node: ast.SingleQuery) -> str:
    return "\n".join(map(render, node.clauses))


@render.register
def _(node: ast.Match) -> str:
    return f"{'OPTIONAL ' * node.optional}MATCH {listed(node.paths)}{where(node.where)}"


@render.register
def _(node: ast.Unwind) -> str:
    return f"UNWIND {render(node.source)} AS {name(node.variable)}"


@render.register
def _(node: ast.CallSubquery) -> str:
    imports = "" if node.imports is None else f" ({', '.join(map(name, node.imports))})"
    return f"CALL{imports} {{ {render(node.query)} }}"


@render.register
def _(node: ast.With) -> str:
    return f"WITH {render(node.projection)}{where(node.where)}"


@render.register
def _(node: ast.Return) -> str:
    return f"RETURN {render(node.projection)}"


@render.register
def _(node: ast.Projection) -> str:
    items = ", ".join(["*"] * node.star + [render(item) for item in node.items])
    order = f" ORDER BY {listed(node.order)}" if node.order else ""
    skip = f" SKIP {render(node.skip)}" if node.skip else ""
    limit = f" LIMIT {render(node.limit)}" if node.limit else ""
    return f"{'DISTINCT ' * node.distinct}{items}{order}{skip}{limit}"


@render.register
def _(node: ast.Item) -> str:
    alias = "" if node.alias is None else f" AS {name(node.alias)}"
    return render(node.expression) + alias


@render.register
def _(node: ast.SortItem) -> str:
    return render(node.expression) + " DESC" * node.descending
