"""Below ``/v1/``."""

from django.urls import path

from platform_project.http.pages import problem_page

urlpatterns = [path("problems/<str:code>", problem_page, name="problem-page")]
