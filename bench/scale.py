"""The product among N cases, asked over HTTP by people who sign in: each page beside its own floor, and beside itself among few cases."""

import base64
import json
import re
import time
from collections import deque
from pathlib import Path
from typing import Any

from devstack.console import give_up, say
from reporting.management.demo.visitor import Visitor

from . import report
from .product import Product, Site, product
from .rounds import Side, alternate, cpu_of, family, ratio

ROUNDS = 15
FEW = 10_000
"""Cases beside which N is measured."""
MOST_OF_LIST, MOST_OF_PAGE, FLAT, MOST_DEEP, MOST_OF_TIP = 2.5, 4.0, 1.15, 1.2, 8.0
MIDDLEWARE, LISTED, OF_A_CASE, OF_A_TIP = 3, 4, 10, 12
ALL = "/cases/?show=all"
TIP = {"what": "On the bus he said that he will bring a knife on Monday.", "who": "A boy of ninth grade", "happened": "Today"}
YOUNGEST, AHEAD, REQUESTS_OF_A_TIP = 4.5, 100, 3
"""Seconds after which a form is old enough to be taken at the first press; forms that are open meanwhile."""
MOST_GROWTH, MOST_MEMORY, WARM_PAGES, MANY_PAGES = 1.05, 200, 300, 1_700
CODE = re.compile(r'class="code" href="/cases/([A-Z]+-\d\d-\w{4})/"')


def measure(cases: int = FEW) -> report.Rows:
    """On copies of the demonstration, each filled by `seed_scale`."""
    with product() as running:
        running.let_rows_come_alone()
        few = filled(running, "few", FEW)
        many = few if cases <= FEW else filled(running, "many", cases)
        return measured(few, many)


def measured(few: "Filled", many: "Filled") -> report.Rows:
    """Every figure of the larger, and what is as much on both beside the smaller."""
    beside = [] if few is many else _flat(few, many)
    return [*_lists(many), *_deep(many), *beside, *_tips(few, many), *_memory(many)]


class Filled:
    """One database with so many cases, and the people who look at them."""

    def __init__(self, running: Product, database: str, found: dict[str, Any]) -> None:
        self.found = found
        self.cases = found["rows"]["Case"]
        for who in ("everywhere", "one"):
            running.accounts.append({"email": found[who]["email"], "password": found["password"]})
        short = {who: found[who]["email"].split("@")[0] for who in ("everywhere", "one")}
        self.everywhere, self.one = (running.site(database, short[who]) for who in ("everywhere", "one"))

    def tip_page(self) -> str:
        return f"/tip/{self.found['places'][0]}/"

    def told(self) -> dict[str, Any]:
        return {"database": self.found["rows"]}


def filled(running: Product, name: str, cases: int) -> Filled:
    database, began = running.copy(name), time.monotonic()
    say(running.manage(database, "seed_scale", "--cases", str(cases)).strip() + f" {time.monotonic() - began:.0f} s")
    return Filled(running, database, running.inside(database, "scaled"))


def _lists(many: Filled) -> report.Rows:
    """The list of cases, Home and a case, for the person with most buildings and for one principal."""
    everywhere, one = many.found["everywhere"], many.found["one"]
    wide = everywhere["buildings"]

    def five(who: dict[str, Any]) -> str:
        return f"{ALL}&after={_token(who['five_before'])}"

    among = f"among {many.cases:,} cases"
    return [
        _page(many.everywhere, f"S1 cases, 50 rows, {wide} buildings, {among}", ALL, MOST_OF_LIST, LISTED, many, five(everywhere)),
        _page(many.everywhere, f"S1 open cases, {wide} buildings, {among}", "/cases/", MOST_OF_LIST, LISTED, many),
        _page(many.one, f"S2 cases, 50 rows, one building, {among}", ALL, MOST_OF_LIST, LISTED, many, five(one)),
        _page(many.one, f"S2 open cases, one building, {among}", "/cases/", MOST_OF_LIST, LISTED, many),
        _page(many.everywhere, f"Home, {wide} buildings, {among}", "/", MOST_OF_PAGE, 0, many),
        _page(many.one, f"Home, one building, {among}", "/", MOST_OF_PAGE, 0, many),
        _page(many.one, f"S3 case page, {among}", f"/cases/{one['case']}/", MOST_OF_PAGE, OF_A_CASE, many),
    ]


def _page(site: Site, what: str, address: str, most: float, statements: int, many: Filled, few_rows: str = "") -> dict[str, Any]:
    """A page beside its floor; a list takes as many statements for five rows as for fifty."""
    target, floor = site.page(address), site.floor_of(address)
    taken, bare = alternate(target, floor, ROUNDS)
    all_of_it, middleware = site.statements(target), site.statements(floor)
    goal = {"ratio": most, "middleware": MIDDLEWARE} | ({"statements": statements} if statements else {})
    more = {"more_statements": all_of_it - site.statements(site.page(few_rows))} if few_rows else {}
    found = {**ratio(taken.cpu, bare.cpu), **more, "statements": all_of_it - middleware, "middleware": middleware}
    told = taken.told() | {"bytes": site.fetch(address), "rows": len(_codes(site, address))} | many.told()
    return report.row(what, goal | dict.fromkeys(more, 0), **found, target=told, floor=bare.told())


def _deep(many: Filled) -> report.Rows:
    """Fifty rows far down the list beside its first fifty, with what the database spends on each."""
    deep = many.found["deep"]
    address = f"{ALL}&after={_token(deep['after'])}"
    what = f"S5 cases at row {deep['row']:,} of {many.found['everywhere']['cases']:,}: beside the first page"
    return [_beside(what, MOST_DEEP, many.everywhere, address, many.everywhere, ALL, many)]


def _flat(few: Filled, many: Filled) -> report.Rows:
    """Pages with as many rows on both sides, for a principal whose building has as many cases."""
    after = [_token(each.found["one"]["fifty_before"]) for each in (many, few)]
    cases = [f"/cases/{each.found['one']['case']}/" for each in (many, few)]
    pages = {
        "the last 50 cases of a building": [f"{ALL}&after={each}" for each in after],
        "case page": cases,
        "case plan": [f"{each}plan/" for each in cases],
        "case duties": [f"{each}duties/" for each in cases],
    }
    among = f"{many.cases:,} cases beside {few.cases:,}"
    rows = [_beside(f"S4 {what}: {among}", FLAT, many.one, *(here, few.one, there), many) for what, (here, there) in pages.items()]
    mine, other = (_search(each.one) for each in (many, few))
    taken, base = alternate(mine, other, ROUNDS)
    found = {**ratio(taken.cpu, base.cpu), "statements": many.one.statements(mine)}
    what = f"S4 S6 search for two words in the texts of a building's newest cases: {among}"
    goal = {"ratio": FLAT}
    return [*rows, report.row(what, goal, **found, target=taken.told() | many.told(), floor=base.told())]


def _search(site: Site) -> Side:
    """Two words that stand in every tenth text."""
    form = site.visitor.get("/search/").form("/search/find/")
    return site.sending("/search/find/", form.fields | {"words": "lunch Friday"}, re.compile(CODE))


def _beside(what: str, most: float, site: Site, address: str, other: Site, same: str, many: Filled) -> dict[str, Any]:
    target, floor = site.with_database(address), other.with_database(same)
    taken, base = alternate(target, floor, ROUNDS)
    statements = site.statements(target)
    found = {**ratio(taken.cpu, base.cpu), "statements": statements, "more_statements": statements - other.statements(floor)}
    sides = [
        took.told() | {"bytes": at.fetch(page), "rows": len(_codes(at, page))}
        for took, at, page in ((taken, site, address), (base, other, same))
    ]
    return report.row(what, {"ratio": most, "more_statements": 0}, **found, target=sides[0] | many.told(), floor=sides[1])


def _tips(few: Filled, many: Filled) -> report.Rows:
    """From the empty form to the receipt: three requests, beside three of the floor; and beside the same among few cases."""
    among = f"{many.cases:,} cases"
    target, floor = _Tip(many), many.one.floor_of(many.tip_page())
    thrice = Side(lambda: [floor.ask() for _ in range(REQUESTS_OF_A_TIP)], floor.spent)
    taken, bare = alternate(target.side(), thrice, ROUNDS)
    found = {**ratio(taken.cpu, bare.cpu), "statements": many.one.statements(target.side())}
    goal = {"ratio": MOST_OF_TIP, "statements": OF_A_TIP}
    rows = [report.row(f"S7 public tip, form to receipt, {among}", goal, **found, target=taken.told() | many.told(), floor=bare.told())]
    if few is not many:
        mine, other = alternate(_Tip(many).side(whole=True), _Tip(few).side(whole=True), ROUNDS)
        what = f"S4 S7 public tip: {among} beside {few.cases:,}"
        rows.append(report.row(what, {"ratio": FLAT}, **ratio(mine.cpu, other.cpu), target=mine.told(), floor=other.told()))
    return rows


class _Tip:
    """Tips from ever another address to ever another school; each form was opened seconds before, since a younger one is not taken."""

    def __init__(self, filled: Filled) -> None:
        self.filled, self.number = filled, 0
        self.visitor = Visitor(filled.one.base)
        self.forms: deque[tuple[float, str, dict[str, Any]]] = deque()

    def side(self, *, whole: bool = False) -> Side:
        site = self.filled.one
        return Side(self.ask, lambda: cpu_of([*family(site.web.pid), *(site.backends() if whole else ())]))

    def ask(self) -> None:
        """A form is opened, and the oldest that is open is sent."""
        for _ in range(1 if self.forms else AHEAD):
            self._open()
        opened, address, fields = self.forms.popleft()
        time.sleep(max(0.0, opened + YOUNGEST - time.monotonic()))
        page = self.visitor.post(address, fields | TIP)
        if page.status != 200 or "/tip/sent/" not in page.url:
            give_up(f"{address} answered {page.status} at {page.path}, and no receipt; nothing is measured.")

    def _open(self) -> None:
        self.number += 1
        self.visitor.opener.addheaders = [("X-Forwarded-For", f"198.51.{self.number // 250 % 250}.{self.number % 250}")]
        places = self.filled.found["places"]
        page = self.visitor.get(f"/tip/{places[self.number % len(places)]}/")
        form = page.form("/send/")
        self.forms.append((time.monotonic(), form.action, dict(form.fields)))


def _memory(many: Filled) -> report.Rows:
    """What the two workers have for themselves after many pages beside after a few, and what they have in all."""
    site = many.one
    pages = ["/", ALL, "/cases/", f"/cases/{many.found['one']['case']}/", "/duties/"]

    def ask(times: int) -> None:
        for number in range(times):
            site.fetch(pages[number % len(pages)])

    ask(WARM_PAGES)
    before = _mebibytes(site)
    ask(MANY_PAGES)
    after = _mebibytes(site)
    what = f"S14 memory of the web's processes after {MANY_PAGES + WARM_PAGES:,} pages beside after {WARM_PAGES}"
    found = {"ratio": round(after["own"] / before["own"], 3), "quartiles": ["-", "-"], "megabytes": after["whole"]}
    return [report.row(what, {"ratio": MOST_GROWTH, "megabytes": MOST_MEMORY}, **found, target=after, floor=before)]


def _mebibytes(site: Site) -> dict[str, float]:
    """`whole`: with their shares of what several processes use; `own`: what no other process uses."""
    found = {"whole": 0.0, "own": 0.0}
    for number in family(site.web.pid):
        for line in Path(f"/proc/{number}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                found["whole"] += int(line.split()[1]) / 1024
            if line.startswith(("Private_Clean:", "Private_Dirty:")):
                found["own"] += int(line.split()[1]) / 1024
    return {name: round(value, 1) for name, value in found.items()}


def _codes(site: Site, address: str) -> list[str]:
    return CODE.findall(site.visitor.get(address).body)


def _token(code: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([code]).encode()).decode().rstrip("=")
