"""The table of Illinois duties, in the handbook's order: code to rule."""

from tat.statutes.illinois.agencies import AGENCY_RULES
from tat.statutes.illinois.levels import LEVEL_RULES
from tat.statutes.illinois.records import RECORD_RULES
from tat.statutes.illinois.reports import REPORT_RULES
from tat.statutes.illinois.years import YEAR_RULES
from tat.statutes.types import ObligationRule

RULES: dict[str, ObligationRule] = {rule.code: rule for rule in (*YEAR_RULES, *REPORT_RULES, *LEVEL_RULES, *AGENCY_RULES, *RECORD_RULES)}
