"""What runs in the product's own process: `python -m bench.inside.NAME` with its environment; each prints JSON."""

import django
from django.apps import apps

if not apps.ready:
    django.setup()
