"""Folders whose modules register themselves."""

import importlib
import pkgutil


def import_each(package_name: str) -> None:
    """Import every module of a package; a broken one stops the start."""
    package = importlib.import_module(package_name)
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package_name}.{module.name}")
