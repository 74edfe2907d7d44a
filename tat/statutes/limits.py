"""The product's own times, and the furthest a district may set them: earlier is allowed, later is not (design 5)."""

from datetime import time

TARGET_MINUTES = 15
LONGEST_TARGET_MINUTES = 60
UPDATE_DAYS = 30
DAY_ENDS_AT = time(16)
SAME_DAY_MINUTES = 60
BRIEF_DAYS = 30
LONGEST_BRIEF_DAYS = 180
RETENTION_YEARS = 5
REPORTING_YEAR_ENDS = (6, 30)
