"""Faults under load, and what they cost: ``python -m tests.chaos``."""
