"""The addresses of the reporting floor."""

from django.urls import URLPattern

from reporting.routes import agencies, exercises, exports, filing, insight, papers, pictures, records, search, sirs, system, yearly

urlpatterns: list[URLPattern] = [
    *papers.urlpatterns,
    *pictures.urlpatterns,
    *filing.urlpatterns,
    *agencies.urlpatterns,
    *exercises.urlpatterns,
    *exports.urlpatterns,
    *insight.urlpatterns,
    *records.urlpatterns,
    *search.urlpatterns,
    *sirs.urlpatterns,
    *system.urlpatterns,
    *yearly.urlpatterns,
]
