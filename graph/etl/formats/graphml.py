"""GraphML: nodes, edges and their data, as many tools for graphs write and read it."""

from collections.abc import Iterable
from typing import Final
from xml.sax.saxutils import escape

from graph.etl.formats.base import BLOCK_BYTES, Buffered, Format, Sink, waiting_file
from graph.etl.formats.graphml_keys import DESCRIBES, kind_of, labels_text, text_of
from graph.etl.formats.graphml_reader import LABELS, TYPE, read
from graph.etl.records import NodeRecord, Record
from platform_project.http.bodies import full_disk_told

_NATIVE: Final = ("boolean", "long", "double", "string")
_ESCAPES: Final = {"\r": "&#13;", '"': "&quot;"}
_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
)
_OWN_KEYS: Final = (
    f'<key id="{LABELS}" for="node" attr.name="{LABELS}" attr.type="string"/>\n'
    f'<key id="{TYPE}" for="edge" attr.name="{TYPE}" attr.type="string"/>\n'
)


def _sniff(text: str) -> float:
    return 1.0 if text.lstrip().startswith("<") and "<graphml" in text else 0.0


class _Keys:
    """The keys that have been used so far, each a property with one kind of values."""

    def __init__(self) -> None:
        self._ids: dict[tuple[str, str, str], str] = {}

    def id_of(self, element: str, name: str, kind: str) -> str:
        """The id of a key."""
        return self._ids.setdefault((element, name, kind), f"d{len(self._ids)}")

    def __str__(self) -> str:
        return _OWN_KEYS + "".join(
            f'<key id="{key_id}" for="{element}" attr.name="{_escaped(name)}" '
            + (
                f'attr.type="{kind}"/>\n'
                if kind in _NATIVE
                else f'attr.type="string"><desc>{DESCRIBES}{kind}</desc></key>\n'
            )
            for (element, name, kind), key_id in self._ids.items()
        )


def _write(records: Iterable[Record], sink: Sink) -> None:
    """The keys stand before the elements, so the elements wait on disk until all keys are known."""
    keys = _Keys()
    with full_disk_told(), waiting_file() as waiting:
        out = Buffered(waiting)
        for record in records:
            out.write(_element(record, keys).encode())
        out.flush()
        waiting.seek(0)
        sink.write(f'{_HEAD}{keys}<graph edgedefault="directed">\n'.encode())
        while block := waiting.read(BLOCK_BYTES):
            sink.write(block)
        sink.write(b"</graph>\n</graphml>\n")


def _element(record: Record, keys: _Keys) -> str:
    if isinstance(record, NodeRecord):
        element, head = "node", f'<node id="{_escaped(record.orig_id)}">'
        own = f'<data key="{LABELS}">{_escaped(labels_text(record.labels))}</data>' if record.labels else ""
    else:
        own_id = "" if record.orig_id is None else f' id="{_escaped(record.orig_id)}"'
        ends = f'source="{_escaped(record.start)}" target="{_escaped(record.end)}"'
        element, head = "edge", f"<edge{own_id} {ends}>"
        own = f'<data key="{TYPE}">{_escaped(record.type)}</data>'
    data = "".join(
        f'<data key="{keys.id_of(element, key, kind)}">{_escaped(text_of(value, kind))}</data>'
        for key, value in record.properties.items()
        if value is not None and (kind := kind_of(value))
    )
    return f"{head}{own}{data}</{element}>\n"


def _escaped(text: str) -> str:
    return escape(text, _ESCAPES)


GRAPHML: Final = Format(
    name="graphml",
    media_type="application/graphml+xml",
    extensions=(".graphml", ".xml"),
    resumable=False,
    sniff=_sniff,
    read=read,
    write=_write,
    written_media_type="application/graphml+xml",
    written_extension=".graphml",
)
