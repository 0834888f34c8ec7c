"""What is counted of files. Labels are words of the program, never a name or a tenant."""

from typing import Final

from prometheus_client import Counter

STORED: Final = Counter("platform_graph_files_stored", "Files that were kept, by kind.", ["kind"])
STORED_BYTES: Final = Counter("platform_graph_files_stored_bytes", "Bytes of files that were kept.", ["kind"])
READ: Final = Counter("platform_graph_files_downloads", "Downloads that were begun, by kind.", ["kind"])
DELETED: Final = Counter("platform_graph_files_deleted", "Files that went, by why: asked, expired.", ["why"])
