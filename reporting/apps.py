"""Registers the reporting floor with Django."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "reporting"
