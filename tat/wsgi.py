"""The web process: gunicorn imports this. It does not start on a database or a key that is not right."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tat.settings")

application = get_wsgi_application()

from tat.checks import refuse_unready  # noqa: E402 - needs the applications loaded

refuse_unready()
