"""What tenants hold on disk: it goes with them."""

import shutil
from collections.abc import Iterator
from uuid import UUID

from graph.files.storage import folder
from tenants.removal import Holding, register_holding


def _count(tenant_id: UUID, seconds: float) -> int:
    own = folder() / str(tenant_id)
    return sum(1 for _ in own.iterdir()) if own.is_dir() else 0


def _remove(tenant_id: UUID) -> Iterator[int]:
    if count := _count(tenant_id, 0):
        shutil.rmtree(folder() / str(tenant_id))
        yield count


# Its rows say already that a tenant has files.
register_holding(Holding("files_on_disk", count=_count, remove=_remove, blocks=False))
