"""The addresses of the triage floor."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
