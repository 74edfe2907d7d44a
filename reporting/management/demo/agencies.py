"""The demonstration's outside agencies: police, the regional office, the portal's agreement and logins; every number is invented."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from cases.actions.agencies import AgencyGiven, add_agency, check_agency
from cases.actions.agreements import AgreementGiven, record_agreement
from cases.actions.portal import PortalAgreementGiven, add_login, record_portal_agreement
from cases.actions.portal_tests import TriedGiven, record_test
from tat.models import Building, District, User

SOURCE = Path(settings.ROOT) / "fixtures" / "demo_agencies.json"


def make_agencies(district: District, people: dict[str, User], buildings: dict[str, Building], today: date) -> None:
    """Fill the directory as the superintendent does, the first office called already."""
    told: dict[str, Any] = json.loads(SOURCE.read_text())
    chief = people["superintendent"]
    named = {}
    for each in told["agencies"]:
        kind, places = each.pop("kind"), [buildings[code].pk for code in each.pop("buildings", [])]
        row = add_agency(district=district, by=chief, kind=kind, given=AgencyGiven(**each, buildings=places))
        named[row.name] = row.pk
    check_agency(district=district, by=chief, agency_id=named[told["agencies"][0]["name"]])
    paper = told["agreement"]
    agreed = AgreementGiven(agreed_on=today - timedelta(days=paper["days_ago"]), kept_at=paper["kept_at"])
    record_agreement(agency_id=named[paper["agency"]], by=chief, given=agreed)
    _portal(told["portal"], district, people, today)


def _portal(told: dict[str, Any], district: District, people: dict[str, User], today: date) -> None:
    chief, since = people["superintendent"], today - timedelta(days=told["days_ago"])
    given = PortalAgreementGiven(agreed_on=since, signed_by=told["signed_by"], terms=told["terms"])
    record_portal_agreement(district=district, by=chief, given=given, seen=0)
    for each in told["logins"]:
        login = add_login(district=district, by=chief, person_id=people[each["person"]].pk, since_on=since)
        if "worked" in each:
            tried = TriedGiven(tested_on=today - timedelta(days=9), worked=each["worked"], note=each.get("note", ""))
            record_test(login_id=login.pk, by=chief, given=tried)
