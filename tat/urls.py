"""Every address of the application, floor by floor."""

from django.urls import include, path

urlpatterns = [
    path("", include("tat.routes")),
    path("", include("cases.urls")),
    path("", include("triage.urls")),
    path("", include("reporting.urls")),
]

handler400 = "tat.views.errors.bad_request"
handler403 = "tat.views.errors.forbidden"
handler404 = "tat.views.errors.not_found"
handler500 = "tat.views.errors.server_error"
