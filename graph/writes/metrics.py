"""What is counted of changes; how many there were exactly is in the table of approvals."""

from typing import Final

from prometheus_client import Counter

PROPOSED: Final = Counter("platform_graph_writes_proposed", "Dry runs, by what came of them.", ["outcome"])
APPLIED: Final = Counter("platform_graph_writes_applied", "Changes of graphs.", ["kind"])
TOUCHED: Final = Counter("platform_graph_writes_touched_nodes", "Nodes that changes touched.", ["kind"])
