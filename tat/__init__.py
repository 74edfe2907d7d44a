"""People, teams, roles, clocks, the law, the log, files, duties and outgoing mail; and the project's wiring."""

from tat.celery import app as celery_app

__all__ = ["celery_app"]
