"""The sample: realistic, repeatable, and loaded once."""

from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from graph import client
from graph.etl.canonical import ContentHash
from graph.etl.records import NodeRecord, RelationshipRecord
from graph.sample import LEAST_NODES, AnotherSampleLoaded, LoadReport, Size, generate, load_sample, stream
from tenants.models import Tenant
from tests.graph.conftest import LoadedSample

NODE_TYPES = {
    *("User", "Institution", "Task", "File", "Dataset", "Sample", "Experiment"),
    *("Publication", "Gene", "Protein", "Pathway", "Tool", "Workflow", "Result"),
}


@pytest.mark.parametrize(("size", "about"), [(Size.S, 200), (Size.M, 2_000), (Size.L, 20_000)])
def test_sizes(size: Size, about: int) -> None:
    assert about * 0.9 <= len(generate(tenant="demo", size=size).nodes) <= about * 1.3


def test_the_same_tenant_size_and_seed_give_the_same_data() -> None:
    assert generate(tenant="demo", size=Size.S) == generate(tenant="demo", size=Size.S)


@pytest.mark.parametrize(("tenant", "seed"), [("acme", 1), ("demo", 2)])
def test_another_tenant_or_seed_gives_other_data(tenant: str, seed: int) -> None:
    assert generate(tenant=tenant, size=Size.S, seed=seed) != generate(tenant="demo", size=Size.S)


def hash_of(tenant: str, size: Size | int, seed: int = 1) -> str:
    found = ContentHash()
    for record in stream(tenant=tenant, size=size, seed=seed):
        found.add(record)
    return found.hexdigest()


# Questions, their references and pictures in the documentation rest on these.
@pytest.mark.parametrize(
    ("tenant", "size", "expected"),
    [
        ("demo", Size.S, "2a5c57f6ee2f2e023cf6b69a3d53aae6e42df4ee6ba9888f028f1e769bf8eb47"),
        ("demo", Size.M, "ef9c68bcc17a826bc6b15abbc43e7be892c8799cfe06f02bdf65a0107131c222"),
        ("acme", Size.S, "ee43fb1cf226d0f455870494dddd156878c52c86e87893a5b3832d70734e70b7"),
    ],
)
def test_the_named_samples_never_change(tenant: str, size: Size, expected: str) -> None:
    assert hash_of(tenant, size) == expected


def test_the_stream_has_what_the_sample_has() -> None:
    sample, records = generate(tenant="demo", size=Size.M), list(stream(tenant="demo", size=Size.M))
    nodes = [record for record in records if isinstance(record, NodeRecord)]
    links = [record for record in records if isinstance(record, RelationshipRecord)]
    assert [(node.orig_id, node.properties) for node in nodes] == [
        (node.orig_id, node.properties) for node in sample.nodes
    ]
    assert [(link.start, link.type, link.end) for link in links] == [
        (link.start.orig_id, link.type, link.end.orig_id) for link in sample.relationships
    ]


@pytest.mark.parametrize("nodes", [LEAST_NODES, LEAST_NODES + 1, 777, 3_000])
@pytest.mark.parametrize("tenant", ["demo", "acme", "t-1"])
def test_a_number_of_nodes_is_met_exactly_and_ends_come_before_what_relates_them(
    tenant: str, nodes: int
) -> None:
    seen: set[str] = set()
    relationships = 0
    for record in stream(tenant=tenant, size=nodes):
        if isinstance(record, NodeRecord):
            assert record.orig_id not in seen
            seen.add(record.orig_id)
        else:
            assert {record.start, record.end} <= seen
            relationships += 1
    assert (len(seen), relationships) == (nodes, 2 * nodes)


def test_fewer_nodes_than_it_takes_are_refused() -> None:
    with pytest.raises(ValueError, match=str(LEAST_NODES)):
        next(stream(tenant="demo", size=LEAST_NODES - 1))


def test_every_node_type_is_there_and_ids_are_unique_within_it() -> None:
    sample = generate(tenant="demo", size=Size.S)
    assert {node.labels[0] for node in sample.nodes} == NODE_TYPES
    ids = Counter((node.labels[0], node.orig_id) for node in sample.nodes)
    assert set(ids.values()) == {1}


def test_relationships_have_the_domains_types_and_directions() -> None:
    sample = generate(tenant="demo", size=Size.S)
    assert {(r.start.labels[0], r.type, r.end.labels[0]) for r in sample.relationships} == {
        ("User", "WORKS_AT", "Institution"),
        ("User", "RUNS", "Task"),
        ("File", "INPUT", "Task"),
        ("Task", "OUTPUT", "File"),
    }


def test_kinds_stand_beside_their_umbrella_labels() -> None:
    kinds = {node.labels for node in generate(tenant="demo", size=Size.S).labelled("Task")}
    assert kinds == {
        ("Task", "Command", "Blast", "BlastSeq"),
        ("Task", "Command", "Blast", "CreateDb"),
        ("Task", "Command", "Bold", "SearchbyTaxon"),
    }


@pytest.mark.parametrize("tenant", ["demo", "acme"])
@pytest.mark.parametrize("size", list(Size))
def test_questions_about_the_first_have_one_answer(tenant: str, size: Size) -> None:
    sample = generate(tenant=tenant, size=size)
    for kind, by in (("WORKS_AT", "end"), ("RUNS", "start"), ("INPUT", "end")):
        counts = Counter(getattr(r, by).orig_id for r in sample.relationships if r.type == kind)
        (_, first), (_, second) = counts.most_common(2)
        assert first > second, kind


def test_all_of_it_is_in_the_graph(demo: LoadedSample) -> None:
    assert demo.schema.node_count == len(demo.sample.nodes)
    assert demo.schema.relationship_counts == Counter(r.type for r in demo.sample.relationships)


def test_a_second_load_of_the_same_does_nothing(demo: LoadedSample) -> None:
    assert load_sample(tenant_id=demo.tenant_id, tenant="demo", size=Size.S) == LoadReport(0, 0)


def test_another_sample_over_it_is_refused(demo: LoadedSample) -> None:
    with pytest.raises(AnotherSampleLoaded):
        load_sample(tenant_id=demo.tenant_id, tenant="demo", size=Size.M)


def test_a_load_that_was_cut_off_goes_on_where_it_stopped(demo: LoadedSample) -> None:
    owner = {"tenant_id": str(demo.tenant_id)}
    tools = len(list(demo.sample.labelled("Tool")))
    for label, key, condition in (
        ("Tool", "tenant_id", "true"),
        ("_Marker", "owner", "n.key CONTAINS ':Tool:'"),
    ):
        text = f"MATCH (n:{label} {{{key}: $tenant_id}}) WHERE {condition} DETACH DELETE n"
        client.write(lambda tx, text=text: tx.run(text, owner).consume())
    assert load_sample(tenant_id=demo.tenant_id, tenant="demo", size=Size.S) == LoadReport(tools, 0)


def test_the_command_loads_what_a_tenants_name_makes(
    tenant: Tenant, capsys: pytest.CaptureFixture[str]
) -> None:
    sample = generate(tenant=tenant.slug, size=Size.S)
    call_command("load_sample", tenant=tenant.slug)
    written = f"{len(sample.nodes)} nodes, {len(sample.relationships)} relationships written"
    assert capsys.readouterr().out == f"{tenant.slug}: {written}\n"
    with pytest.raises(CommandError, match="no tenant 'nobody'"):
        call_command("load_sample", tenant="nobody")
