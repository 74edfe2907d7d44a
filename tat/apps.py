"""Registers the tat floor with Django."""

from django.apps import AppConfig


class TatConfig(AppConfig):
    name = "tat"

    def ready(self) -> None:
        from tat import quick

        quick.set_right()
