"""Addresses of the SIRS worksheet and of the year's entries."""

from django.urls import URLPattern, path

from reporting.views import sirs, sirs_year

urlpatterns: list[URLPattern] = [
    path("sirs/", sirs_year.sirs_year, name="sirs_year"),
    path("sirs/<uuid:entry_id>/", sirs.sirs_worksheet, name="sirs_worksheet"),
    path("sirs/<uuid:entry_id>/save/", sirs.save, name="sirs_save"),
    path("sirs/<uuid:entry_id>/proof/", sirs.prove, name="sirs_prove"),
]
