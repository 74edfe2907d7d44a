"""The Celery application: worker and beat import this."""

import os

import django
from celery import Celery
from celery.signals import beat_init, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tat.settings")

app = Celery("tat")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def refuse_unready(**_: object) -> None:
    """Neither worker nor beat starts on a database or a key that is not right."""
    django.setup()
    from tat import checks

    checks.refuse_unready()
