"""An example of a file, for the API's description."""

from typing import Any, Final

_ID: Final = "019ab2c5-0000-7000-8000-0000000000f1"

FILE: Final[dict[str, Any]] = {
    "id": _ID,
    "name": "tasks.jsonl.gz",
    "format": "jsonl",
    "compression": "gzip",
    "media_type": "application/gzip",
    "size": 48213,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "kind": "upload",
    "created_by": "carla@example.org",
    "made_by": None,
    "created_at": "2026-11-22T09:00:00Z",
    "expires_at": "2026-12-22T09:00:00Z",
    "links": {
        "self": f"/v1/graph/files/{_ID}",
        "content": f"/v1/graph/files/{_ID}/content",
        "made_by": None,
    },
}
