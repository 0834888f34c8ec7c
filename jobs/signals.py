"""What processes of this room tell those who look after all processes."""

from typing import Final

from django.dispatch import Signal

recovery_started: Final = Signal()
"""A recovery process begins."""
