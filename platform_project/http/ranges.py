"""Parts of a representation (RFC 9110, section 14): one range of bytes."""

import re
from typing import Final, NamedTuple

from platform_project.http.refusals import RangeNotSatisfiable

_ONE: Final = re.compile(r"bytes=\s*([0-9]{0,18})-([0-9]{0,18})\s*", re.IGNORECASE)


class Stretch(NamedTuple):
    """The bytes from ``start`` up to, and without, ``stop``."""

    start: int
    stop: int

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return self.stop - self.start


def stretch_of(header: str, size: int) -> Stretch | None:
    """What the header Range asks of so many bytes.

    None stands for all of it: several ranges, or what cannot be understood, are passed over, as the standard
    allows.

    Raises:
        RangeNotSatisfiable: it begins behind the end.
    """
    found = _ONE.fullmatch(header)
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        if int(last) == 0 or size == 0:
            raise RangeNotSatisfiable
        return Stretch(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise RangeNotSatisfiable
    return Stretch(int(first), min(size, int(last) + 1) if last else size)
