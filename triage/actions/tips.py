"""What a reporter does without an account: send a tip, come back with four words, answer the team."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from tat import audit, clock, files, vault
from tat.models import Building, DataKey, District, StoredFile
from tat.uploads import Judged, keep
from triage import receipts
from triage.actions.given import ReporterGiven
from triage.actions.reviews import join_burst, readers_of, start_answer_review, start_review, without_a_duty
from triage.models import Report, ReporterIdentity, Tip, TipFile, TipMessage
from triage.workflow import names_a_reader

WORDS_LIVE = timedelta(minutes=15)
SHOWN_AT_MOST = 2
TRIES = 5
MESSAGES_AN_HOUR = 10


class SentBefore(Exception):
    """This very form was sent already, with another text."""


@dataclass(frozen=True, kw_only=True)
class TipGiven:
    """One tip as it is typed. `form_key` names the rendered form; `crowded`: more came from there than people can be told of one by one."""

    district: District
    building: Building | None
    what: str
    who: str = ""
    happened: str = ""
    place: str = ""
    about_staff: str = Tip.Said.UNSURE
    weapon: str = Tip.Said.UNSURE
    language: str = "en"
    reporter: ReporterGiven = field(default_factory=lambda: ReporterGiven(anonymous=True))
    form_key: str = ""
    crowded: bool = False
    files: tuple[Judged, ...] = ()

    def body_mac(self) -> bytes:
        """The keyed digest of what was typed."""
        sent = [(each.name, each.size) for each in self.files]
        typed = (self.what, self.who, self.happened, self.place, self.about_staff, self.weapon, self.reporter, self.building, sent)
        return vault.mac("tip body", repr(typed).encode())


def form_digest(form_key: str) -> bytes:
    """How a rendered form is named in the database."""
    return vault.mac("tip form", form_key.encode())


def receive_tip(*, given: TipGiven) -> Tip:
    """Keep a tip and start its review, as one act. The same form twice is one tip; raises SentBefore where its text is another."""
    for _try in range(TRIES):
        try:
            with files.all_or_none() as made, transaction.atomic():
                return _received(given, made)
        except IntegrityError:
            known = Tip.objects.filter(form_key=form_digest(given.form_key)).first()
            if known and bytes(known.body_mac) == given.body_mac():
                return known
            if known:
                raise SentBefore from None
    raise RuntimeError("No code and no words were free for a tip.")


def _received(given: TipGiven, made: list[StoredFile | None]) -> Tip:
    at = clock.now()
    named = not given.reporter.anonymous
    keys = DataKey.objects.mint_all(1 + named)
    report = Report.objects.create(
        district=given.district, building=given.building, channel=Report.Channel.FORM, reported_at=at, recorded_at=at
    )
    tip = _tip(given, report, keys[0], at)
    starts = join_burst(tip, at) if given.crowded else True
    tip.save(force_insert=True)
    if named:
        ReporterIdentity.objects.create(report=report, key=keys[1], **vars(given.reporter))
    for number, each in enumerate(given.files, start=1):
        original, display = keep(each, key=tip.key, at=at)
        made += [original, display]
        if display is None:
            raise ValueError("A tip keeps pictures and PDF alone.")
        TipFile.objects.create(tip=tip, number=number, extension=each.extension, name=each.name, original=original, display=display)
    if starts:
        start_review(tip, at=at)
    audit.record("tip_received", by=None, at=at, code=tip.code, about=("report", report.id), district_id=given.district.pk)
    return tip


def _tip(given: TipGiven, report: Report, key: DataKey, at: datetime) -> Tip:
    words = receipts.new_words(given.language)
    names = ("what", "who", "happened", "place", "about_staff", "weapon", "language")
    return Tip(
        code=receipts.new_code(),
        report=report,
        key=key,
        words=words,
        receipt=receipts.digest(words),
        form_key=form_digest(given.form_key),
        body_mac=given.body_mac(),
        with_district=_goes_to_district(given, at),
        recorded_at=at,
        **{name: getattr(given, name) for name in names},
    )


def _goes_to_district(given: TipGiven, at: datetime) -> bool:
    """About somebody who works there, about one of those who would read it, or for no school that was named."""
    if given.building is None or given.about_staff == Tip.Said.YES:
        return True
    readers = [person.full_name for person in readers_of(given.building, at)] if given.who.strip() else []
    return names_a_reader(given.who, readers)


@transaction.atomic
def show_words(*, form_key: str) -> tuple[Tip | None, str]:
    """The tip that was sent with this form, and its four words: twice at most, within 15 minutes; then they are gone, also from here."""
    at = clock.now()
    rows = Tip.objects.select_for_update(of=("self",)).select_related("key", "report__district")
    tip = rows.filter(form_key=form_digest(form_key)).first()
    if tip is None or not tip.words:
        return tip, ""
    words = tip.words if tip.recorded_at + WORDS_LIVE > at else ""
    tip.shown += 1
    if not words or tip.shown >= SHOWN_AT_MOST:
        tip.words = ""
    tip.save(update_fields=["shown", "words"])
    return tip, words


@transaction.atomic
def keep_tips() -> int:
    """For the sweep: wipe the words of receipts that nobody opened in time, start reviews that are missing; how many were started."""
    at = clock.now()
    Tip.objects.filter(recorded_at__lte=at - WORDS_LIVE).exclude(words="").update(words="")
    missing = list(without_a_duty().select_related("report__building", "report__district"))
    for tip in missing:
        start_review(tip, at=at)
    if missing:
        audit.record("tips_reconciled", by=None, at=at, count=len(missing), digest=audit.digest_of([tip.code for tip in missing]))
    return len(missing)


def tip_behind(typed: str) -> Tip | None:
    """The tip that these four words open."""
    rows = Tip.objects.select_related("key", "report__district", "report__case__key")
    return rows.filter(receipt=receipts.digest(typed), key__shredded_at=None).first()


@transaction.atomic
def answer_team(*, tip: Tip, text: str) -> bool:
    """Keep what the reporter adds, and start its review. False where so much came within an hour that it was not kept."""
    at = clock.now()
    locked = (
        Tip.objects.select_for_update(of=("self",))
        .select_related("key", "report__building", "report__district", "report__case")
        .get(pk=tip.pk)
    )
    recent = locked.messages.filter(from_team=False, at__gt=at - timedelta(hours=1))
    if recent.count() >= MESSAGES_AN_HOUR:
        return False
    message = TipMessage.objects.create(tip=locked, from_team=False, text=text.strip(), at=at)
    if locked.status == Tip.Status.QUESTION:
        locked.status = Tip.Status.TAKEN_UP if locked.report.case_id else Tip.Status.READ
        locked.save(update_fields=["status"])
    start_answer_review(locked, message, at=at)
    audit.record(
        "tip_answered", by=None, at=at, code=locked.code, about=("report", locked.report_id), district_id=locked.report.district_id
    )
    return True
