"""Generated graphs: everything that records may hold, and nothing else."""

import datetime as dt
import io

from hypothesis import strategies as st

from graph.etl.canonical import ContentHash
from graph.etl.formats import FORMATS, read_members
from graph.etl.records import BEGINNING, Item, NodeRecord, Position, Record, Rejected, RelationshipRecord
from graph.names import can_be_named
from graph.schema import MARKER_LABEL, RESERVED_PROPERTIES

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["", " ", '"', "'", "\\", "\\u0041", "\\\\U", "a;b", "a,b", "a\r\nb", "\r", "\x00", "\x85",
     "\ufeff", "\ufffe", "\ufffd", "]]>", "&amp;", "<a>", "null", "[", "true", "1", "\U0001f600", "$p0",
     "//x", "/*", "`", "{}"]
)  # fmt: skip
NAMES = (
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=6)
    | st.sampled_from(
        ["name", "A", "B", ":", "a:long", "x:ID", "a;b", "[", '"', "id", "labels", "label", "CREATE"]
    )
).filter(lambda name: can_be_named(name) and name not in {MARKER_LABEL, *RESERVED_PROPERTIES})
IDS = st.sampled_from(["1", "2", "a b", "é", "'", "\\u0041", "x;y", "<&>", '"', "\U0001f600"])
ZONES = st.timedeltas(dt.timedelta(hours=-14), dt.timedelta(hours=14)).map(
    lambda offset: dt.timezone(dt.timedelta(minutes=offset // dt.timedelta(minutes=1)))
)
SCALARS = st.one_of(
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0.0, -0.0, 1e16, 1e-7, 5e-324, 1, 1.0, 2**63 - 1, -(2**63)]),
    TEXTS,
    st.dates(),
    st.datetimes(dt.datetime(2, 1, 1), dt.datetime(9998, 1, 1), timezones=st.none() | ZONES),
    st.times(timezones=st.none() | ZONES),
)
VALUES = SCALARS | st.recursive(
    SCALARS | st.none(), lambda items: st.lists(items, max_size=3), max_leaves=6
).filter(lambda value: value is not None)
PROPERTIES = st.dictionaries(NAMES, VALUES, max_size=4)
NODES = st.builds(
    NodeRecord,
    IDS,
    st.lists(NAMES, max_size=3, unique=True).map(lambda found: tuple(sorted(found))),
    PROPERTIES,
)
RELATIONSHIPS = st.builds(RelationshipRecord, st.none() | IDS, NAMES, IDS, IDS, PROPERTIES)
GRAPHS: st.SearchStrategy[list[Record]] = st.lists(NODES | RELATIONSHIPS, max_size=6)


def written(records: list[Record], format_name: str) -> bytes:
    """The records as a file."""
    sink = io.BytesIO()
    FORMATS[format_name].write(records, sink)
    return sink.getvalue()


def read(data: bytes, format_name: str, *, name: str = "file", begin: Position = BEGINNING) -> list[Item]:
    """What is in one file."""
    return list(read_members([(name, io.BytesIO(data))], format_name=format_name, begin=begin))


def records_of(items: list[Item]) -> list[Record]:
    """The records, of which none is rejected."""
    bad = [item.record for item in items if isinstance(item.record, Rejected)]
    assert not bad, bad
    return [item.record for item in items if not isinstance(item.record, Rejected)]


def reasons_of(items: list[Item]) -> list[tuple[int, str]]:
    """Of what was rejected, the line and the reason."""
    return [(item.record.line, item.record.reason) for item in items if isinstance(item.record, Rejected)]


def hash_of(records: list[Record]) -> str:
    """The content hash."""
    found = ContentHash()
    for record in records:
        found.add(record)
    return found.hexdigest()
