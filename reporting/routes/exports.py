"""Addresses of the tables to take along, each as CSV and as XLSX."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from reporting.views import exports, sirs_year, system


class TableEnding(StringConverter):
    """As what kind of file a table is taken along."""

    regex = "csv|xlsx"


register_converter(TableEnding, "table")

urlpatterns: list[URLPattern] = [
    path("teams/rosters.<table:ending>", exports.roster_export, name="roster_export"),
    path("duties/open.<table:ending>", exports.duty_export, name="duty_export"),
    path("sirs/entries.<table:ending>", sirs_year.export, name="sirs_export"),
    path("district/numbers.<table:ending>", exports.district_export, name="district_export"),
    path("district/system/findings.<table:ending>", system.export, name="system_export"),
]
