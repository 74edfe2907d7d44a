"""Registers the tat floor with Django."""

from django.apps import AppConfig

from tat import celery  # noqa: F401  a task is put on this application's queue; tat/__init__ stays light for the confined children


class TatConfig(AppConfig):
    name = "tat"

    def ready(self) -> None:
        from tat import quick

        quick.set_right()
