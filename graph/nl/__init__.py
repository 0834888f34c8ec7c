"""From a question in plain language to an answer from the graph, in six stages.

normalise -> catalogue -> parse -> validate -> execute -> summarise. ``pipeline`` composes them; each
is a plain function with a typed result, so that an orchestrator can also call them one by one.
"""
