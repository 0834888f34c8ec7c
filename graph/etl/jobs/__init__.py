"""The job types that bring graphs in and out: a module for each, and what their stages have in common."""

import importlib
import pkgutil


def import_job_types() -> None:
    """Import every module of this package; a broken one stops the start."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
