"""Which pages show which texts: one walk with marks, from which the pages of all further rounds are chosen."""

from dataclasses import dataclass, field

from django.core import mail
from django.db import transaction

from tat import clock
from tat.actions.deliver import deliver_waiting
from tat.models import Notice
from tests.access.expected import cells
from tests.access.table import addresses
from tests.access.world import World
from tests.hostile.planting import MARK
from tests.processes.evidence import FULL

CASES = ("managed", "restricted", "triage") if FULL else ("managed",)
Pair = tuple[int, int]


@dataclass(frozen=True)
class Opening:
    """One address opened by one person."""

    name: str
    person: str
    address: str


@dataclass
class Views:
    """The pages to open in each round, and which columns the first walk found on them."""

    openings: list[Opening] = field(default_factory=list)
    columns: set[int] = field(default_factory=set)
    pairs: set[tuple[str, int]] = field(default_factory=set)


def body_of(world: World, opening: Opening) -> str:
    """The page; "" where it is no page of HTML. What looking at it writes is undone. No header carries a text of anybody."""
    with transaction.atomic():
        answer = world.browsers[opening.person].get(opening.address)
        transaction.set_rollback(True)
    assert not MARK.search(str(answer.headers)), f"{opening}: {answer.headers}"
    is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html") and not answer.streaming
    return answer.content.decode() if is_page else ""


def mailed() -> list[str]:
    """Every mail of the district sent once more, whole, as it goes to the server."""
    mail.outbox.clear()
    with transaction.atomic():
        Notice.objects.filter(state="sent").update(state="waiting", next_try_at=clock.now())
        deliver_waiting()
        transaction.set_rollback(True)
    return [message.message().as_string() for message in mail.outbox]


def openings(world: World) -> list[Opening]:
    """Each address once for each case, by the first of those whom the table lets read it."""
    found: dict[tuple[str, str], Opening] = {}
    for name in [name for name, method in addresses() if method == "GET"]:
        for cell in cells(name, "GET"):
            if cell.expected == 200 and (not cell.case or cell.case in CASES) and (name, cell.case) not in found:
                found[name, cell.case] = Opening(name, cell.person, world.address(name, cell.case))
    return list(found.values())


def survey(world: World) -> Views:
    """Those that show a text that no page before showed under the same name of address; each page of HTML at least once."""
    found, names = Views(), set()
    for opening in openings(world):
        if body := body_of(world, opening):
            shown = {(opening.name, int(column)) for column, _ in MARK.findall(body)}
            if shown - found.pairs or opening.name not in names:
                found.openings.append(opening)
            names.add(opening.name)
            found.pairs |= shown
    found.columns = {column for _, column in found.pairs}
    return found
