"""Catalogues as files: the same comes back, all of a file is taken over or nothing, and it is bounded."""

import time
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from graph.models import CataloguePattern, Synonym
from graph.nl.catalogue.files import MAX_BYTES, export_catalogue, import_catalogue, read_catalogue
from graph.nl.catalogue.shipped import PATTERNS
from platform_project.http.errors import PermissionRefused, ValidationFailed
from security.principal import Principal
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests.factories import make_principal

SMALL = """\
format: 1
patterns:
- name: nodes
  questions:
    en: [how many nodes]
    it: ['quanti nodi: "tutti"']
  cypher: |-
    MATCH (n)
    RETURN count(n) AS total
  kind: count
  subject:
    en: [node, nodes]
synonyms:
- phrase: shoe
  kind: label
  name: Shoe
"""


def changes(entries: Any) -> list[tuple[str, str]]:
    return [(entry.name, entry.change) for entry in entries]


def test_what_is_exported_is_taken_over_unchanged_elsewhere(
    tenant: Tenant, other_tenant: Tenant, curator: Principal
) -> None:
    shipped = PATTERNS.read_text()
    import_catalogue(shipped, by=curator, tenant_id=tenant.pk)
    import_catalogue(SMALL, by=curator, tenant_id=tenant.pk)
    exported = export_catalogue(tenant.pk)
    neighbour = make_principal(other_tenant, "curator")
    import_catalogue(exported, by=neighbour, tenant_id=other_tenant.pk)
    assert export_catalogue(other_tenant.pk) == exported
    assert {entry.change for entry in import_catalogue(exported, by=curator, tenant_id=tenant.pk)} == {
        "unchanged"
    }
    read = {each["name"]: each for each in read_catalogue(exported)[0]}
    assert all(read[each["name"]] == each for each in read_catalogue(shipped)[0])


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    description=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60),
    category=st.from_regex(r"[a-z0-9_-]{1,20}", fullmatch=True),
    hints=st.dictionaries(st.sampled_from(["unit", "property"]), st.text("añ: '\"\n-#", max_size=8)),
)
@example(description="next\x85line\u2028and\u2029more, \r and \ttab", category="0", hints={})
def test_any_text_comes_back_as_it_was(
    tenant: Tenant, curator: Principal, description: str, category: str, hints: dict[str, str]
) -> None:
    entry = {**yaml.safe_load(SMALL)["patterns"][0], "description": description, "category": category}
    entry["hints"] = {"en": hints}
    text = yaml.safe_dump({"format": 1, "patterns": [entry]})
    import_catalogue(text, by=curator, tenant_id=tenant.pk, replace=True)
    exported = export_catalogue(tenant.pk)
    assert {entry.change for entry in import_catalogue(exported, by=curator, tenant_id=tenant.pk)} == {
        "unchanged"
    }
    [found] = read_catalogue(exported)[0]
    assert (found["description"], found["category"], found["hints"]) == (description, category, {"en": hints})


def test_a_file_says_what_became_of_each_entry(tenant: Tenant, curator: Principal) -> None:
    created = [("nodes", "created"), ("shoe", "created")]
    assert changes(import_catalogue(SMALL, by=curator, tenant_id=tenant.pk, dry_run=True)) == created
    assert export_catalogue(tenant.pk) == "format: 1\npatterns: []\nsynonyms: []\n"
    assert changes(import_catalogue(SMALL, by=curator, tenant_id=tenant.pk)) == created
    changed = SMALL.replace("name: Shoe", "name: Boot").replace("[node, nodes]", "[point, points]")
    expected = [("nodes", "changed"), ("shoe", "changed")]
    assert changes(import_catalogue(changed, by=curator, tenant_id=tenant.pk)) == expected
    with tenant_scope(tenant.pk):
        assert CataloguePattern.objects.get(tenant=tenant).subject == {"en": ["point", "points"]}
        assert Synonym.objects.get(tenant=tenant).name == "Boot"
    empty = "format: 1\npatterns: []\n"
    assert changes(import_catalogue(empty, by=curator, tenant_id=tenant.pk)) == []
    expected = [("nodes", "removed"), ("shoe", "removed")]
    assert changes(import_catalogue(empty, by=curator, tenant_id=tenant.pk, replace=True)) == expected


@pytest.mark.parametrize(
    ("text", "pointers"),
    [
        ("", ["/format"]),
        ("[]", ["/format"]),
        ("format: 2", ["/format"]),
        ("format: 1\nshoes: []", ["/shoes"]),
        ("format: 1\npatterns: {}", ["/patterns"]),
        ("format: 1\npatterns: [x]", ["/patterns/0"]),
        ("format: 1\nsynonyms: [{}]", ["/synonyms/0/phrase", "/synonyms/0/kind", "/synonyms/0/name"]),
        (SMALL.replace("kind: count", "kind: poem"), ["/patterns/0/kind"]),
        (SMALL.replace("kind: count", "kind: count\n  colour: red"), ["/patterns/0/colour"]),
        (SMALL.replace("kind: count", "kind: count\n  description: 2024-01-01T00:00:00Z"), [""]),
        (SMALL.replace("how many nodes", '"{x"'), ["/patterns/0/questions/en/0"]),
        (SMALL.replace("kind: label", "kind: thing"), ["/synonyms/0/kind"]),
        (SMALL + "- {phrase: shoe, kind: label, name: Boot}\n", ["/synonyms/1/phrase"]),
        ("format: 1\npatterns: &a [*a]", [""]),
        ("format: 1\nx: " + "[" * 50 + "]" * 50, [""]),
        ("a: [", [""]),
        ('format: 1\npatterns: ["\\0"]', [""]),
        ("!!python/object/apply:os.system ['true']", [""]),
        ("#" * (MAX_BYTES + 1), [""]),
    ],
)  # fmt: skip
def test_what_is_no_catalogue_is_refused_and_nothing_is_written(
    tenant: Tenant, curator: Principal, text: str, pointers: list[str]
) -> None:
    with pytest.raises(ValidationFailed) as refused:
        import_catalogue(text, by=curator, tenant_id=tenant.pk)
    assert [fault["pointer"] for fault in refused.value.extensions["errors"]] == pointers
    with tenant_scope(tenant.pk):
        assert not CataloguePattern.objects.filter(tenant=tenant).exists()


@pytest.mark.parametrize(
    "value",
    [
        "1" + ":1" * 200_000,
        '!!int "1' + ":1" * 200_000 + '"',
        "1" + ":1" * 200_000 + ".5",
        "9" * 400_000,
        "0x" + "f" * 400_000,
        "{" + ",".join(f"{each * (2**61 - 1)}: 1" for each in range(20_000)) + "}",
    ],
    ids=["base 60", "tagged", "fraction", "decimal", "hexadecimal", "keys that collide"],
)
def test_a_number_of_any_length_is_refused_as_soon_as_it_is_read(value: str) -> None:
    began = time.process_time()
    with pytest.raises(ValidationFailed):
        read_catalogue(f"format: {value}")
    assert time.process_time() - began < 1


def test_numbers_are_read_as_they_are_written() -> None:
    numbers = {"whole": -12, "part": 0.30000000000000004, "tiny": -1.2345678901234567e-308, "text": "1:30"}
    entry = {**yaml.safe_load(SMALL)["patterns"][0], "hints": {"en": numbers}}
    [read], _ = read_catalogue(yaml.safe_dump({"format": 1, "patterns": [entry]}))
    assert read["hints"] == {"en": numbers}


def test_a_file_is_taken_over_only_where_one_may_write(other_tenant: Tenant, curator: Principal) -> None:
    for tenant_id in (None, other_tenant.pk):
        with pytest.raises(PermissionRefused):
            import_catalogue(SMALL, by=curator, tenant_id=tenant_id)


def test_the_commands_take_a_catalogue_from_one_tenant_to_another(
    tenant: Tenant,
    other_tenant: Tenant,
    curator: Principal,
    tmp_path: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    Tenant.objects.get_or_create(slug="platform", defaults={"name": "Platform"})
    import_catalogue(SMALL, by=curator, tenant_id=tenant.pk)
    file = tmp_path / "catalogue.yaml"
    call_command("export_catalogue", file, tenant=tenant.slug)
    call_command("import_catalogue", file, tenant=other_tenant.slug, dry_run=True)
    assert "created" in capsys.readouterr().out
    assert "nodes" not in export_catalogue(other_tenant.pk)
    call_command("import_catalogue", file, tenant=other_tenant.slug)
    assert export_catalogue(other_tenant.pk) == file.read_text() == export_catalogue(tenant.pk)
    file.write_text("format: 1\npatterns: [x]")
    with pytest.raises(CommandError, match="/patterns/0"):
        call_command("import_catalogue", file, tenant=other_tenant.slug)
    with pytest.raises(CommandError, match="no tenant"):
        call_command("export_catalogue", file, tenant="nobody")
