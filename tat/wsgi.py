"""The web process: gunicorn imports this. It does not start on a database or a key that is not right."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tat.settings")

application = get_wsgi_application()

from tat.checks import refuse_unready  # noqa: E402 - needs the applications loaded

refuse_unready()

# What is loaded once stays until the end: the collector need not walk through it, and a process forked now shares it unwritten.
# A page makes tens of thousands of objects and hardly a cycle, so the young are looked at less often.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
