"""The addresses of the reporting floor."""

from django.urls import URLPattern

from reporting.routes import agencies, filing, papers, sirs, system

urlpatterns: list[URLPattern] = [
    *papers.urlpatterns,
    *filing.urlpatterns,
    *agencies.urlpatterns,
    *sirs.urlpatterns,
    *system.urlpatterns,
]
