"""Jobs that change a tenant's graph take turns."""

from typing import Final

CHANGES_GRAPH: Final = "graph"
"""Their exclusive group: what one of them has settled to do would not fit what another does meanwhile."""
