"""The addresses of the reporting floor."""

from django.urls import URLPattern

from reporting.routes import agencies, filing, papers, system

urlpatterns: list[URLPattern] = [
    *papers.urlpatterns,
    *filing.urlpatterns,
    *agencies.urlpatterns,
    *system.urlpatterns,
]
