"""The tasks of this room are the phases of its job types."""

from jobs.registry import import_job_types

import_job_types()
