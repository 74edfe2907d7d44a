"""Registers the triage floor with Django."""

from django.apps import AppConfig


class TriageConfig(AppConfig):
    name = "triage"
