"""The addresses of the cases floor."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
