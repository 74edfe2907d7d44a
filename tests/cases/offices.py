"""Offices of the directory, and logins to the State Police's portal, by the superintendent's own acts."""

import uuid
from datetime import date
from typing import Any

from cases.actions.agencies import AgencyGiven, add_agency
from cases.actions.portal import PortalAgreementGiven, add_login, record_portal_agreement
from tat.models import Agency, District, PortalAgreement, PortalLogin, User
from tests.cast import Cast

POLICE, REGIONAL = "law_enforcement", "roe"
NAMES = {POLICE: "Bluestem Bend Police Department", REGIONAL: "Regional Office of Education 99"}
DESKS = {POLICE: "Records Division, by hand", REGIONAL: "filings@roe99.example"}


def an_agency(district: District, by: User, kind: str = POLICE, **changes: Any) -> Agency:
    """One office; the police with a number that is always answered."""
    given = {
        "name": NAMES.get(kind, kind),
        "phone_always": "217-555-0142" if kind == POLICE else "",
        "contact": DESKS.get(kind, ""),
    } | changes
    return add_agency(district=district, by=by, kind=kind, given=AgencyGiven(**given))


def recipients(district: District, by: User) -> list[uuid.UUID]:
    """The police and the regional office, which receive the filing."""
    return [an_agency(district, by, kind).pk for kind in NAMES]


def a_login(cast: Cast, person: User | None = None, since: date = date(2026, 8, 1)) -> PortalLogin:
    """Somebody has a login to the portal; the principal where nobody is named."""
    return add_login(district=cast.district, by=cast.superintendent, person_id=(person or cast.principal).pk, since_on=since)


def a_user_agreement(cast: Cast, seen: int = 0, **changes: Any) -> PortalAgreement:
    """The district's user agreement for the portal."""
    given = {"agreed_on": date(2026, 8, 3), "signed_by": "Ursula Kemp, Superintendent"} | changes
    return record_portal_agreement(district=cast.district, by=cast.superintendent, given=PortalAgreementGiven(**given), seen=seen)
