"""Settings of a copy into which a fault was planted: it refuses to start where the named fault is not in the code."""

import os

from django.core.exceptions import ImproperlyConfigured

from tat.settings import *  # noqa: F403
from tat.settings import ROOT, TEST
from tests.faults.patches import read

PLANTED = os.environ["PLANTED_FAULT"]
if not TEST or (PLANTED != "none" and not read(PLANTED).is_planted(ROOT)):
    raise ImproperlyConfigured(f"The fault {PLANTED} is not in this code, or this is no test.")
