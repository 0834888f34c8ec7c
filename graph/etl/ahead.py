"""Read ahead: what comes next is fetched while one is worked on."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_Part = TypeVar("_Part")


def read_ahead(parts: Iterator[_Part]) -> Iterator[_Part]:
    """The same parts, none of them None, the next being read by a thread while one is worked on."""
    with ThreadPoolExecutor(1, "etl-read") as reader:
        coming = reader.submit(next, parts, None)
        while (part := coming.result()) is not None:
            coming = reader.submit(next, parts, None)
            yield part
