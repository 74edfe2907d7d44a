"""Every page of the walk on the demonstration district, each beside its own floor."""

import re
from typing import Any

from . import report
from .flat import flat
from .product import Site, product
from .rounds import alternate, ratio

WHO = "principal.chs"
MOST = 4.0
"""Times the CPU of the floor."""
MIDDLEWARE = 3
STATEMENTS = {"case page": 10, "cases": 4}
FIXED = {"home": "/", "cases": "/cases/", "duties": "/duties/", "new report": "/reports/new/"}
OF_A_CASE = {
    "case page": "",
    **{
        name: f"{name}/"
        for name in (
            *("report", "imminence", "containment", "triage", "assessment", "interviews", "records", "questions", "gaps"),
            *("classification", "danger", "notices", "plan", "updates", "closing", "reopening", "duties", "access"),
        )
    },
}
CODE = re.compile(r'href="/cases/([A-Z]+-\d\d-\w{4})/"')
DUTY = re.compile(r'href="(/duties/[0-9a-f-]{36}/)"')


def measure() -> report.Rows:
    """Each page on the case on which it is longest, for the principal of the high school."""
    with product() as running:
        site = running.site(running.databases[0], WHO)
        rows = [_row(site, what, address) for what, address in _addresses(site).items()]
        rows += _of_a_full_case(site, running.inside(running.databases[0], "full_case"))
        return rows + _of_a_full_plan(site, running.inside(running.databases[0], "full_plan"))


def _of_a_full_case(site: Site, full: dict[str, Any]) -> report.Rows:
    """The workspace of a case with many findings, interviews and answers: beside its floor, and beside that of a case with few."""
    what = f"case: assessment with {full['findings']} findings, {full['interviews']} interviews, every question answered"
    many, few = (f"/cases/{full[which]}/assessment/" for which in ("code", "few"))
    return [_row(site, what, many), flat(f"{what}: beside one with few", site, many, site, few)]


def _of_a_full_plan(site: Site, full: dict[str, Any]) -> report.Rows:
    """The pages of a plan with much in it, each beside its own floor; and no statement more than those of one with little."""
    much = f"{full['strategies']} strategies, {full['updates']} updates, {full['dates']} dates to watch"
    pages = ("plan", "updates", "dates")
    return [_row(site, f"case: {page} with {much}", *(f"/cases/{full[which]}/{page}/" for which in ("code", "few"))) for page in pages]


def _addresses(site: Site) -> dict[str, str]:
    codes = sorted(set(CODE.findall(site.visitor.get("/cases/?show=all").body)))
    found = dict(FIXED)
    for what, page in OF_A_CASE.items():
        found[what if what == "case page" else f"case: {what}"] = _longest(site, [f"/cases/{code}/{page}" for code in codes])
    duties = DUTY.findall(site.visitor.get(found["case: duties"]).body)
    return found | {"duty": _longest(site, duties)}


def _longest(site: Site, addresses: list[str]) -> str:
    """Of those that open, since a case has not every page at every stage."""
    sizes = {}
    for address in addresses:
        page = site.visitor.get(address)
        if page.status == 200 and page.path == address:
            sizes[address] = len(page.body)
    return max(sizes, key=lambda address: sizes[address])


def _row(site: Site, what: str, address: str, few: str = "") -> dict[str, object]:
    """One page beside its floor; `few` is the same page where there is little, which takes as many statements."""
    target, floor = site.page(address), site.floor_of(address)
    taken, bare = alternate(target, floor)
    all_of_it, middleware = site.statements(target), site.statements(floor)
    goal = {"ratio": MOST, "middleware": MIDDLEWARE} | ({"statements": STATEMENTS[what]} if what in STATEMENTS else {})
    more = {"more_statements": all_of_it - site.statements(site.page(few))} if few else {}
    return report.row(
        what,
        goal | dict.fromkeys(more, 0),
        **ratio(taken.cpu, bare.cpu),
        **more,
        statements=all_of_it - middleware,
        middleware=middleware,
        target=taken.told() | {"bytes": site.fetch(address)},
        floor=bare.told(),
    )
