"""The addresses of the cases floor."""

from django.urls import URLPattern

from cases.routes import agencies, assessment, case, guidance, intake, plan

urlpatterns: list[URLPattern] = [
    *case.urlpatterns,
    *intake.urlpatterns,
    *assessment.urlpatterns,
    *plan.urlpatterns,
    *guidance.urlpatterns,
    *agencies.urlpatterns,
]
