"""Who walks, what each does on which page, and the line that tells it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

from reporting.management.demo.pages import Page, Refused
from reporting.management.demo.school import PASSWORD, SOURCE, account
from reporting.management.demo.visitor import Value, Visitor
from tat.clock import CENTRAL

LEAD, TEACHER, COUNSELOR, SOCIAL = "principal.chs", "teacher.chs", "counselor.chs", "social.chs"
ELSEWHERE = "principal.sms"


@dataclass
class Walk:
    """The case and its people. Each act is one form sent from its page; an answer that is not the expected one raises Refused."""

    base: str
    tell: Callable[[str], None]
    code: str = ""
    acts: int = 0
    visitors: dict[str, Visitor] = field(default_factory=dict)
    last: Page = field(default_factory=lambda: Page("", 0))

    def __post_init__(self) -> None:
        self.positions = {short: position for short, _name, position, *_ in json.loads(SOURCE.read_text())["people"]}

    def case(self, page: str = "") -> str:
        """The address of a page of the case."""
        return f"/cases/{self.code}/{page}"

    def now(self) -> str:
        """The present minute in Central time as a form takes it, by the server's own date."""
        return f"{parsedate_to_datetime(self.last.date).astimezone(CENTRAL):%Y-%m-%dT%H:%M}"

    def today(self) -> str:
        """The present day in Central time as a form takes it."""
        return self.now()[:10]

    def visitor(self, who: str) -> Visitor:
        """This person, signed in by the form at the first call."""
        if who not in self.visitors:
            self.visitors[who] = Visitor(self.base)
            self.visitors[who].sign_in(account(who), PASSWORD)
            self._say(who, "signs in", self.visitors[who].page)
        return self.visitors[who]

    def look(self, who: str, words: str, page: str, status: int = 200) -> Page:
        """Open an address, and expect that status."""
        visitor = self.visitor(who)
        found = visitor.get(page)
        if (found.status, found.path) != (status, page):
            raise Refused(f"{found.path} answered {found.status}; expected {page} and {status}")
        self._say(who, words, found)
        return found

    def act(
        self, who: str, words: str, action: str, typed: Mapping[str, Value] | None = None, *, on: str, to: str = "", **having: str
    ) -> Page:
        """Open the page `on`, send its form `action`, and expect to be led to the page `to`, or back to `on`."""
        visitor = self.visitor(who)
        shown = visitor.get(on)
        if shown.status != 200:
            raise Refused(f"{shown.path} answered {shown.status}")
        return self.send(who, words, action, typed, to=to or shown.path, **having)

    def send(self, who: str, words: str, action: str, typed: Mapping[str, Value] | None = None, *, to: str = "", **having: str) -> Page:
        """Send the form `action` of the page that the person has open, and expect to be led to `to`, or at least on."""
        found = self.visitor(who).send(action, typed, **having)
        is_led = found.path == to if to else not found.path.endswith(action)
        if found.status != 200 or not is_led:
            raise Refused(f"{action} answered {found.status} at {found.path}; expected {to or 'another page'}")
        self._say(who, words, found)
        return found

    def look_at(self, who: str, page: str) -> Page:
        """Open a page on the way to a form, without telling it."""
        found = self.visitor(who).get(page)
        if found.status != 200:
            raise Refused(f"{found.path} answered {found.status}")
        self.last = found
        return found

    def note(self, who: str, words: str) -> None:
        """Tell what the page that the person has open showed."""
        self._say(who, words, self.visitor(who).page)

    def choice(self, who: str, action: str, name: str, words: str) -> str:
        """The value behind these words, on the page that the person has open."""
        return self.visitor(who).page.form(action).choice(name, words)

    def _say(self, who: str, words: str, page: Page) -> None:
        self.last, self.acts = page, self.acts + 1
        at = parsedate_to_datetime(page.date).astimezone(CENTRAL)
        said = page.said() if page.status == 200 else f"The page answers {page.status}."
        self.tell(f"{at:%H:%M:%S}  {self.positions[who]} {words}. {said}".rstrip())
