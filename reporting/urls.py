"""The addresses of the reporting floor."""

from django.urls import URLPattern

from reporting.routes import agencies, exercises, filing, papers, records, sirs, system, yearly

urlpatterns: list[URLPattern] = [
    *papers.urlpatterns,
    *filing.urlpatterns,
    *agencies.urlpatterns,
    *exercises.urlpatterns,
    *records.urlpatterns,
    *sirs.urlpatterns,
    *system.urlpatterns,
    *yearly.urlpatterns,
]
