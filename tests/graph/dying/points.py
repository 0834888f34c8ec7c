"""Points of what changes or reads a graph at which a worker of these tests can be told to die (``armed``)."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.flows import HOOKS, armed

BEFORE_RECORDING_AN_APPROVAL = HOOKS / "die-before-recording-an-approval"
BEFORE_RECORDING_AN_INVOCATION = HOOKS / "die-before-recording-an-invocation"
BETWEEN_BATCHES_OF_A_TOOL = HOOKS / "die-between-batches-of-a-tool"
BEHIND_A_BATCH_OF_A_TRANSFORM = HOOKS / "die-behind-a-batch-of-a-transform"
WHILE_A_TRANSFORM_HOLDS_IDS = HOOKS / "die-while-a-transform-holds-ids"
WHILE_AN_IMPORT_HOLDS_IDS = HOOKS / "die-while-an-import-holds-ids"
"""Between the two transactions in which nodes get other labels."""
OF_AN_EXPORT = [
    HOOKS / f"die-while-exporting-{step}" for step in ("read_graph", "mask", "write", "new_file_writer")
]
"""Each behind what one stage has done on disk."""
OF_AN_IMPORT = [HOOKS / f"die-while-importing-{step}" for step in ("take", "change", "commit", "tidy")]
"""Amid the reading of the file, within a batch, behind a batch, and behind the last that is done."""


@contextmanager
def all_armed(points: Sequence[Path]) -> Iterator[None]:
    """Let a worker die once at each of the points while the block runs."""
    with ExitStack() as hooks:
        for point in points:
            hooks.enter_context(armed(point))
        yield
