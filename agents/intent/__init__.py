"""What a prompt is about, decided by rules that say why."""

from agents.intent.classify import classify
from agents.intent.model import Category, Intent

__all__ = ("Category", "Intent", "classify")
