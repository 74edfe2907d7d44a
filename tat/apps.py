"""Registers the tat floor with Django."""

from django.apps import AppConfig


class TatConfig(AppConfig):
    name = "tat"
