"""The demonstration provider: deterministic, and it says in every answer that it is no language model."""

from typing import Final

from agents.llm.model import Completion

PROVIDER: Final = "demo"
MODEL: Final = "demo"

_LABEL: Final = "[Demonstration provider: no language model is connected.]"


def complete(prompt: str) -> Completion:
    """Answer a prompt by saying what the platform can do without a model."""
    words = len(prompt.split())
    text = (
        f"{_LABEL} Your message of {words} {'word' if words == 1 else 'words'} has arrived. I cannot hold a "
        "conversation, but I can answer questions about your graph, such as “How many tasks are there?”, and "
        "questions about your rights, such as “What may I do?”."
    )
    return Completion(text, PROVIDER, MODEL, {"prompt": words, "completion": len(text.split())})
