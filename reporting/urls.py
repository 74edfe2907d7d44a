"""The addresses of the reporting floor."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
