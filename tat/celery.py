"""The Celery application: worker and beat import this."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tat.settings")

app = Celery("tat")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
