"""The product's own times, and the furthest a district may set them: earlier is allowed, later is not (design 5). An age of the law."""

from datetime import time, timedelta

TARGET_MINUTES = 15
LONGEST_TARGET_MINUTES = 60
UPDATE_DAYS = 30
DAY_ENDS_AT = time(16)
SAME_DAY_MINUTES = 60
BRIEF_DAYS = 30
LONGEST_BRIEF_DAYS = 180
RETENTION_YEARS = 5
NOTICE_BEFORE_DISPOSAL_DAYS = 30
"""How long before a record is destroyed its family must have been told (product; the law says “reasonable”, 105 ILCS 10/4(h))."""
HEARING_DAYS = 15
"""Calendar days from the informal conference to the last day for the hearing on a challenge (23 IAC 375.90(c), unverified)."""
REVIEW_AHEAD_DAYS = 90
"""How long before its date the review of a temporary record begins to wait for somebody (product); its reminders begin later than that."""
REPORTING_YEAR_ENDS = (6, 30)
A_YEAR_BACK = timedelta(days=365)
"""How far back the updates of a plan are counted as kept or late (product)."""
QUESTIONED_ALONE_FROM = 18
"""Years of age from which the law does not ask for the block before questioning (105 ILCS 5/22-88: “under 18 years of age”)."""
ACTIVE_CONTACT_DAYS = 7
LONGEST_CONTACT_DAYS = 30
"""Days between planned contacts: of active monitoring, and the most that a plan may set for periodic active (handbook 7.6, product)."""
LONGEST_YEAR_DAYS, LONGEST_BREAK_DAYS = 366, 120
"""The most that a school year, and one entry of days without school, may span (product)."""
SHORTEST_BREAK_DAYS = 5
"""Days without school, weekends counted, that make a break before which each reporting channel is tested (handbook 8.7)."""
WEEK_BEFORE_BREAK = timedelta(days=6)
"""How long before its last school day the last week before a break begins."""
FURTHEST_SEAT = timedelta(days=400)
"""How far ahead a seat may begin (product): beyond that it is a slip of the keys."""
AWAY_AT_MOST = timedelta(days=366)
"""The longest that a person is away at a stretch (product): for more the seat is given to somebody else."""
LONGEST_ACTING = timedelta(days=366)
"""The longest that one naming of an acting lead runs (product): who leads for longer is appointed."""
EMERGENCY_OPENING = timedelta(hours=24)
"""How long a case stays open to who opened it in an emergency (product)."""
EMERGENCY_REQUESTS, EMERGENCY_REQUESTS_WITHIN = 5, timedelta(hours=1)
"""How often one person may ask within how long (product): more is a search, and no emergency."""
LARGEST_DROP = 20
"""Of a hundred people whom a staff list made, how many may be missing from the next one before it is refused as incomplete (product)."""
CHICAGO_REGION = "15"
"""How the RCDTS code of a school in Chicago begins: the State Board takes the place of a regional office there (105 ILCS 128/45(b))."""
CASES_AN_HOUR, AN_HOUR = 40, timedelta(hours=1)
"""Different cases that one person opens within an hour before two people are told and the person proves who they are again (product)."""
FILES_AT_ONCE, FILES_WITHIN = 10, timedelta(minutes=10)
"""Files and papers that one person takes along within how long before the same happens (product)."""
DENIED_AT_ONCE, DENIED_WITHIN = 10, timedelta(minutes=10)
"""Things that are not theirs, or not there, that one person asks for within how long before two people are told (product)."""
READING_PAUSE = timedelta(minutes=10)
"""How long cases stay shut after the second time within an hour; those that are or may be an emergency never do (product)."""
CASES_TAKEN_ALONE = 3
"""Cases in one table that a person takes along without a second person (product)."""
EXPORT_STANDS = timedelta(hours=24)
"""How long the asking for a table waits, and how long it stands once it was let out (product)."""
YEAR_SEARCHED = timedelta(days=366)
"""How far one year reaches back where words are looked for (product): a leap year loses no day."""
