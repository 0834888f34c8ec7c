"""What a file is: told by its content first, and by its name where the content leaves it open."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.etl.formats import UNKNOWN, format_of, media_type_of
from graph.files import folding
from graph.files.errors import FileDamaged, FileRefused

_HEAD_BYTES: Final = 65_536
_BINARY: Final = "application/octet-stream"


@dataclass(frozen=True)
class Sniffed:
    """What a file is: of which format its content is, and how it is folded."""

    format: str
    compression: str
    media_type: str


def sniff(path: Path, *, name: str, is_own: bool = False) -> Sniffed:
    """Look at the beginning of a file, unfolded.

    An archive is of the format that all its members share.

    Args:
        is_own: whether it was written here, and not sent by somebody.

    Raises:
        FileDamaged, FileUnfoldsTooFar: it cannot be unfolded.
        FileRefused: it is folded in a way that is not known.
    """
    with path.open("rb") as file:
        compression = folding.compression_of(file.read(_HEAD_BYTES))
    if compression == folding.ZIP:
        found = _format_of_members(path, is_own=is_own)
    else:
        with folding.unfolded(path, compression, is_own=is_own) as content:
            found = format_of(content.read(_HEAD_BYTES), _without_ending(name, compression))
    media_type = folding.MEDIA_TYPES.get(compression) or media_type_of(found) or _BINARY
    return Sniffed(found, compression, media_type)


def require_known(sniffed: Sniffed) -> None:
    """Go on with a file of a known format.

    Raises:
        FileRefused: it is of none.
    """
    if sniffed.format == UNKNOWN:
        raise FileRefused


def _format_of_members(path: Path, *, is_own: bool) -> str:
    members = folding.unfolded_members(path, is_own=is_own)
    found = {format_of(content.read(_HEAD_BYTES), name) for name, content in members}
    if not found:
        raise FileDamaged("The archive is empty.")
    return found.pop() if len(found) == 1 else UNKNOWN


def _without_ending(name: str, compression: str) -> str:
    for ending in folding.ENDINGS.get(compression, ()):
        if name.lower().endswith(ending):
            return name[: -len(ending)]
    return name
