"""Settings of the floor: the product's own, middleware and all, with a bare view instead of its pages."""

from tat.settings import *  # noqa: F403  everything but the addresses

ROOT_URLCONF = "bench.floor_urls"
