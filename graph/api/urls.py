"""Below ``/v1/graph/``."""

from django.urls import URLPattern, URLResolver, include, path

from graph.api.catalogue_views import CatalogueView, ExportView, ImportView, PatternView, TrialView
from graph.api.file_content import content_view
from graph.api.file_views import FileListView, FileView
from graph.api.views import AskView, QueryView, QuestionView, SchemaView

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("graph.writes.api.urls")),
    path("schema", SchemaView.as_view(), name="graph-schema"),
    path("query", QueryView.as_view(), name="graph-query"),
    path("ask", AskView.as_view(), name="graph-ask"),
    path("ask/<id:question_id>", QuestionView.as_view(), name="graph-question"),
    path("files", FileListView.as_view(), name="graph-files"),
    path("files/<id:file_id>", FileView.as_view(), name="graph-file"),
    path("files/<id:file_id>/content", content_view(), name="graph-file-content"),
    path("catalog", CatalogueView.as_view(), name="graph-catalog"),
    path("catalog/export", ExportView.as_view(), name="graph-catalog-export"),
    path("catalog/import", ImportView.as_view(), name="graph-catalog-import"),
    path("catalog/<id:pattern_id>", PatternView.as_view(), name="graph-catalog-pattern"),
    path("catalog/<id:pattern_id>/try", TrialView.as_view(), name="graph-catalog-try"),
]
