"""The addresses of the cases floor."""

from django.urls import URLPattern

from cases.routes import case

urlpatterns: list[URLPattern] = [
    *case.urlpatterns,
]
