"""How often one address may ask whether papers are genuine: counted in this process alone, as tips are, and never kept."""

from datetime import timedelta

from triage.floods import Counter

CHECKS = Counter(timedelta(hours=1), for_one=60, for_all=3000)
"""Questions that found no such paper, or another one than was asked about."""
