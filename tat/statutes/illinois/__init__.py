"""The table of Illinois duties, in the handbook's order."""

from tat.statutes.illinois.agencies import AGENCY_RULES
from tat.statutes.illinois.levels import LEVEL_RULES
from tat.statutes.illinois.records import RECORD_RULES
from tat.statutes.illinois.reports import REPORT_RULES
from tat.statutes.illinois.years import YEAR_RULES
from tat.statutes.types import ObligationRule

TABLE: tuple[ObligationRule, ...] = (*YEAR_RULES, *REPORT_RULES, *LEVEL_RULES, *AGENCY_RULES, *RECORD_RULES)
