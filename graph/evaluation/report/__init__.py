"""An evaluation told to people: on the terminal, as a page, as JSON, and in the documentation."""

from graph.evaluation.report.data import as_json
from graph.evaluation.report.documentation import documented
from graph.evaluation.report.page import as_html
from graph.evaluation.report.text import as_text

__all__ = ["as_html", "as_json", "as_text", "documented"]
