"""docs/http.md leaves nothing out; tests/api runs its examples."""

import re

from django.urls import get_resolver

from tests.docs.markdown import REPOSITORY, table

DOCUMENT = REPOSITORY / "docs/http.md"


def test_every_convention_of_the_table_has_an_example() -> None:
    conventions = [row[0] for row in table(DOCUMENT, "convention")]
    sections = re.split(r"^## ", DOCUMENT.read_text(), flags=re.MULTILINE)[1:]
    with_example = {section.partition("\n")[0] for section in sections if "```bash smoke" in section}
    linked = {re.sub(r"\[(.+?)\]\(.+?\)", r"\1", convention) for convention in conventions}
    assert linked
    assert linked <= with_example


def test_the_table_of_filters_is_that_of_the_lists() -> None:
    from tests.security.test_url_conf import routes

    said = {
        row[0]: (
            set(re.findall(r"[a-z_][a-z_0-9]*", re.sub(r"\(.*?\)", "", row[1]))),
            set(row[2].split(", ")) - {""},
        )
        for row in table(DOCUMENT, "list")
    }
    found = {}
    for path, view in routes(get_resolver()):
        if filters := getattr(getattr(view, "cls", None), "filterset_class", None):
            names = {**filters.base_filters}
            ordering = names.pop("ordering", None)
            orders = {name for name, _ in ordering.extra["choices"] if name[0] != "-"} if ordering else set()
            found["/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path)] = (set(names), orders)
    assert said == found
