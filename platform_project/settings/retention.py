"""How long things are kept, and where files are."""

import os
from datetime import timedelta

from platform_project.settings.base import ENV

RETENTION_EXECUTIONS = timedelta(days=ENV.retention_executions_days)
RETENTION_EVENTS = timedelta(days=ENV.retention_events_days)
RETENTION_SESSIONS = timedelta(days=ENV.retention_sessions_days)
RETENTION_SCHEDULE = timedelta(days=ENV.retention_schedule_days)
RETENTION_FILES = timedelta(days=ENV.retention_files_days)
# Files of rows: <table>/<primary key>, with any ending; those of people and jobs: files/<tenant>/<id>.
DATA_DIR = ENV.state_dir / "data"
# Where SQLite sorts what imports have read; elsewhere it would be /tmp, which may be memory.
os.environ.setdefault("SQLITE_TMPDIR", str(DATA_DIR))
