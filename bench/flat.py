"""The same pages with 25 cases and with 20 000 more: what a page costs must not follow what lies in the database."""

import base64
import json
import re

from . import report
from .product import Site, product
from .rounds import Taken, alternate, ratio

WHO = "principal.chs"
CASES = 20_000
MOST = 1.15
MOST_OF_FLOOR = 4.0
EVERY_CASE = "/cases/?show=all"
CODE = re.compile(r'class="code" href="/cases/([A-Z]+-\d\d-\w{4})/"')
NEXT = re.compile(r'href="(\?[^"]*after=[^"]+)"')


def measure() -> report.Rows:
    """CPU of web and database together, on two databases behind the same server: the demonstration, and the same with the others."""
    with product() as running:
        grown = running.copy("grown")
        running.manage(grown, "seed_scale", "--cases", str(CASES))
        few, many = running.site(running.databases[0], WHO), running.site(grown, WHO)
        shown = _codes(few, "/cases/")
        rows = len(shown) - 1
        case = f"/cases/{shown[0]}/"
        return [
            flat(f"cases, {rows} rows: with {CASES:,} more cases", many, _last_page(many, rows), few, _last_page(few, rows)),
            flat(f"case page: with {CASES:,} more cases", many, case, few, case),
            flat(f"case plan: with {CASES:,} more cases", many, f"{case}plan/", few, f"{case}plan/"),
            _first_page(many),
        ]


def _codes(site: Site, address: str) -> list[str]:
    return CODE.findall(site.visitor.get(address).body)


def _last_page(site: Site, rows: int) -> str:
    """The address of the list's last rows, as many as that: the same work for the template, deep in a long list."""
    address, codes = "/cases/", _codes(site, "/cases/")
    while found := NEXT.search(site.visitor.page.body):
        address = "/cases/" + found[1].replace("&amp;", "&")
        codes += _codes(site, address)
    token = base64.urlsafe_b64encode(json.dumps([codes[-rows - 1]]).encode()).decode().rstrip("=")
    return f"/cases/?after={token}"


def flat(what: str, many: Site, address: str, few: Site, same: str) -> dict[str, object]:
    """One row: a page where there is much beside the same page where there is little, with what the database spends on each."""
    target, floor = many.with_database(address), few.with_database(same)
    taken, base = alternate(target, floor)
    statements, before = many.statements(target), few.statements(floor)
    found = {**ratio(taken.cpu, base.cpu), "statements": statements, "more_statements": statements - before}
    return report.row(
        what, {"ratio": MOST, "more_statements": 0}, **found, target=_told(taken, many, address), floor=_told(base, few, same)
    )


def _told(taken: Taken, site: Site, address: str) -> dict[str, float]:
    return taken.told() | {"bytes": site.fetch(address), "rows": len(_codes(site, address))}


def _first_page(site: Site) -> dict[str, object]:
    """Fifty rows, closed cases too, against the floor; and no statement more than a short list takes."""
    target, floor = site.page(EVERY_CASE), site.floor_of(EVERY_CASE)
    taken, bare = alternate(target, floor)
    found = {**ratio(taken.cpu, bare.cpu), "statements": site.statements(target) - site.statements(floor)}
    goal = {"ratio": MOST_OF_FLOOR, "statements": 4}
    told = _told(taken, site, EVERY_CASE)
    return report.row(f"cases, {told['rows']} of {CASES:,}", goal, **found, target=told, floor=bare.told())
