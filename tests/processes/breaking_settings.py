"""The product's settings with a door behind which every request fails; no product code imports them."""

from tat.settings import *  # noqa: F403
from tat.settings import MIDDLEWARE

MIDDLEWARE = ["tests.processes.breaking.BreaksOnDemand", *MIDDLEWARE]
