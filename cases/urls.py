"""The addresses of the cases floor."""

from django.urls import URLPattern

from cases.routes import case, intake, plan

urlpatterns: list[URLPattern] = [
    *case.urlpatterns,
    *intake.urlpatterns,
    *plan.urlpatterns,
]
