"""Registers the cases floor with Django."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
