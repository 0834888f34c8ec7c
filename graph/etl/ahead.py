"""Read ahead: what comes next is fetched while one is worked on."""

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_Part = TypeVar("_Part")


def read_ahead(parts: Iterator[_Part]) -> Generator[_Part, None, None]:
    """The same parts, none of them None, the next being read by a thread while one is worked on."""
    with ThreadPoolExecutor(1, "etl-read") as reader:
        coming = reader.submit(next, parts, None)
        while (part := coming.result()) is not None:
            coming = reader.submit(next, parts, None)
            yield part


def in_turn(*streams: Iterator[_Part]) -> Iterator[_Part]:
    """A part of each in turn: while one is worked on, all are read ahead of, over a connection each."""
    left = list(streams)
    while left:
        for stream in tuple(left):
            if (part := next(stream, None)) is None:
                left.remove(stream)
            else:
                yield part
