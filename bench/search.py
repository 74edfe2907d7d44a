"""Search before create among a million cases: its statement, its page, and the texts that it compares; words over many narratives."""

import re
from typing import Any

from devstack.postgres import DATABASE

from . import report
from .product import Product, Site, product
from .rounds import alternate, ratio

WHO = "principal.chs"
FEW, MANY = 20_000, 1_000_000
MOST_MILLISECONDS, MOST, MOST_OF_OPENING, MOST_SECONDS = 5.0, 1.15, 1.3, 1.0
NEW, SAVE = "/reports/new/", "/reports/new/save/"
TOLD = "On Monday morning a drawing of a locker on fire was found under the bleachers, and two classmates laughed about it."
FOUND = re.compile(r"Add it to the open case ([A-Z]+-\d\d-\w{4})")


def measure() -> report.Rows:
    """On the demonstration with 20 000 cases more, and on a copy of it with so many that it has a million."""
    with product() as running:
        running.manage(DATABASE, "seed_scale", "--cases", str(FEW))
        grown = running.copy("grown")
        running.let_rows_come_alone()
        size = running.inside(grown, "grow", str(MANY - FEW))
        return [*_names(running, grown, size), _page(running, grown, size), _texts(running, grown), *_words(running, grown)]


def _names(running: Product, grown: str, size: dict[str, int]) -> report.Rows:
    """What the statement takes of the database and of psycopg, beside `select 1`, both as the application's role sends them."""
    who = {"principal": "a principal", "coordinator": "a person on the teams of 640 buildings"}
    among, found = f"search for a name among {size['cases']:,} cases", running.inside(grown, "names_sought")
    goal = {"milliseconds": MOST_MILLISECONDS}
    return [report.row(f"{among}, {words}: SQL beside `select 1`", goal, **found[each]) for each, words in who.items()]


def _page(running: Product, grown: str, size: dict[str, int]) -> dict[str, Any]:
    """The answer to a new report about somebody on record in the building, by what web and database spend on it."""
    name = running.inside(grown, "names")["name"]
    few, many = (running.site(database, WHO) for database in (DATABASE, grown))
    for site in (few, many):
        _take_in(site, name)
    target, floor = (site.sending(SAVE, _filled(site, name), FOUND) for site in (many, few))
    taken, base = alternate(target, floor)
    statements = many.statements(target)
    found = {**ratio(taken.cpu, base.cpu), "statements": statements, "more_statements": statements - few.statements(floor)}
    what = f"search before create, page: {size['cases']:,} cases beside {FEW:,}"
    sides = {"target": taken.told() | {"bytes": target.ask()}, "floor": base.told() | {"bytes": floor.ask()}}
    return report.row(what, {"ratio": MOST, "more_statements": 0}, **found, **sides)


def _filled(site: Site, name: str) -> dict[str, Any]:
    """The form's fields; a page that comes back leaves its key free, so that they may be sent again."""
    return site.visitor.get(NEW).form(SAVE).fields | {"nature": TOLD, "subject_name": name}


def _take_in(site: Site, name: str) -> None:
    page = site.visitor.post(SAVE, _filled(site, name))
    if page.path in (NEW, SAVE):
        site.visitor.send(SAVE, {"into": "new"})


def _texts(running: Product, grown: str) -> dict[str, Any]:
    """Beside opening the same texts as a page does; what opening by the cipher alone would be stands with it, and is no goal."""
    found = running.inside(grown, "texts")
    page, cipher = found["page"], found["cipher"]
    what = "search before create: similar words in the newest 200 reports, beside opening them"
    floors = page["floor"] | {"cipher": cipher["floor"]}
    return report.row(what, {"ratio": MOST_OF_OPENING}, **page | {"cipher": cipher["ratio"], "floor": floors})


def _words(running: Product, grown: str) -> report.Rows:
    """Two words over 2,000 narratives and 20,000: beside opening them alone, and until the first answer; the cipher's part is told."""
    found = running.inside(grown, "narratives")
    return [
        report.row(
            f"search for two words in {each['texts']:,} narratives: beside decrypting alone; the first answer",
            {"ratio": MOST_OF_OPENING, "first_seconds": MOST_SECONDS},
            **{name: value for name, value in each.items() if name != "texts"},
        )
        for each in found["sizes"]
    ]
