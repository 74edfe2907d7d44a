"""Registers the tat floor with Django."""

from functools import lru_cache

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation.trans_real import translation

WORDS = 10_000


class TatConfig(AppConfig):
    name = "tat"

    def ready(self) -> None:
        """Words are looked up once: a page has hundreds, most of them ours, and Django searches each in every catalogue there is."""
        for code, _ in settings.LANGUAGES:
            language = translation(code)
            language.gettext = lru_cache(WORDS)(language.gettext)  # type: ignore[method-assign]
