"""Addresses of the worksheet for the report to the State Police."""

from django.urls import URLPattern, path

from reporting.views import worksheet

urlpatterns: list[URLPattern] = [
    path("duties/<uuid:report_id>/worksheet/", worksheet.isp_worksheet, name="isp_worksheet"),
    path("duties/<uuid:report_id>/worksheet/proof/", worksheet.prove, name="isp_prove"),
    path("duties/<uuid:report_id>/worksheet/attempt/", worksheet.attempt, name="isp_attempt"),
]
