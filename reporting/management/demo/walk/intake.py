"""The first half of the walk: the report, imminence, what is checked, the sealed opinions, the full team's meeting."""

from reporting.management.demo.pages import Refused
from reporting.management.demo.visitor import Value
from reporting.management.demo.walk.walker import COUNSELOR, ELSEWHERE, LEAD, SOCIAL, TEACHER, Walk

SAVE = "/reports/new/save/"
SUBJECT, TARGET = "Ellery Finch", "Ondine Marrack"
REPORT: dict[str, Value] = {
    "danger": "no",
    "nature": "A classmate showed the office a message: “after the game he will see what happens.” A second student heard the same words.",
    "quotation": "“after the game he will see what happens”",
    "location": "Commons, during lunch",
    "observed_by": "Two students, who came to the office together",
    "means": ["electronic"],
    "weapon": "none",
    "abuse": "no",
    "firearm": "no",
    "gun_violence": "no",
    "subject_name": SUBJECT,
    "subject_affiliation": "student_current",
    "target-0-name": TARGET,
    "target-0-affiliation": "student_current",
    "reporter_anonymous": "on",
}
NOT_IMMINENT = "The student is in the office with an adult, bag and phone are with the family, and the game is days away."


def begin(walk: Walk) -> None:
    """The report: saved once the search under the name has been answered."""
    walk.look(LEAD, "opens the form of a report of concern", "/reports/new/")
    found = walk.visitor(LEAD).send(SAVE, {**REPORT, "then": "later"})
    offered = found.form(SAVE).choices.get("into", {}) if found.status == 200 and found.path == SAVE else {}
    same = next((value for value in offered if value.startswith("same:")), "")
    if not same:
        raise Refused(f"{found.path} answered {found.status}; expected the search to offer an earlier case under the name")
    walk.note(LEAD, "saves, and is shown first that the name is on record already; nothing is saved yet")
    found = walk.send(LEAD, "chooses a new case about the same person, and saves", SAVE, {"into": same, "then": "later"})
    walk.code = found.path.removeprefix("/cases/").partition("/")[0]
    if found.path != walk.case("imminence/"):
        raise Refused(f"{SAVE} led to {found.path}; expected the page of imminence")
    walk.look(LEAD, "reads the report of the new case", walk.case("report/"))
    walk.look(ELSEWHERE, "of another school asks for the case", walk.case(), status=404)
    walk.look(SOCIAL, "asks for the case before the full team is convened", walk.case(), status=404)


def not_imminent(walk: Walk) -> None:
    """No threat is imminent, for a reason; then what is checked; then triage."""
    typed: dict[str, Value] = {"answer": "no", "rationale": NOT_IMMINENT}
    walk.act(
        LEAD,
        "determines that no threat is imminent",
        "/imminence/determine/",
        typed,
        on=walk.case("imminence/"),
        to=walk.case("triage/"),
    )
    check(walk)
    walk.act(LEAD, "begins triage; the panel is frozen", "/triage/begin/", on=walk.case("triage/"))


def imminent(walk: Walk) -> None:
    """A threat is imminent: declared by one press, contained, the facts entered afterwards; triage begins with the confirmation."""
    page = walk.case("containment/")
    walk.act(LEAD, "declares that a threat is imminent", "/imminence/declare/", on=walk.case("imminence/"), to=page)
    while waiting := [form for form in walk.visitor(LEAD).page.forms("/containment/step/") if "occurred_at" not in form.names]:
        (step,) = waiting[0].fields["step"]
        walk.send(LEAD, f"presses “done now” for the step “{step}”", "/containment/step/", to=page, step=step)
    walk.act(LEAD, "enters the facts of containment", "/containment/facts/", facts(walk), on=page)
    walk.act(LEAD, "confirms containment; triage begins", "/containment/confirm/", on=page, to=walk.case("triage/"))
    check(walk)


def facts(walk: Walk) -> dict[str, Value]:
    """What is known once everybody is safe; the signs one by one."""
    form = walk.visitor(LEAD).page.form("/containment/facts/")
    now = walk.now()
    typed: dict[str, Value] = {
        "rationale": "A named person, a place and a time, and nobody knew where the student was.",
        "seocrp_answer": "started",
        "seocrp_at": now,
        "seocrp_note": "By the principal.",
        "police_at": now,
        "police_agency": "Village police",
        "police_person": "Watch commander",
        "police_method": "911",
        "contained_at": now,
        "contained_by": "School resource officer",
        "contained_how": "Met at the door; bag and locker looked through with the family on the phone; nothing found.",
        "target_protected": "Brought to the counseling office; the family came at once.",
    }
    return typed | {name: "not_observed" for name in form.names if name.startswith("mark_")}


def check(walk: Walk) -> None:
    """Records are looked into, people are heard; for those who are not, the reason."""
    page, now = walk.case("records/"), walk.now()
    seen: dict[str, Value] = {"source": "prior_cases", "result": "seen", "note": "One earlier case, closed at triage this month."}
    walk.act(COUNSELOR, "records the look into earlier cases", "/records/record/", seen, on=page)
    none: dict[str, Value] = {"source": "discipline", "result": "none_found"}
    walk.act(COUNSELOR, "records the look into discipline records", "/records/record/", none, on=page)
    page = walk.case("interviews/")
    talk: dict[str, Value] = {
        "started_at": now,
        "place": "Counseling office",
        "second_adult": "School nurse",
        "language": "No interpreter needed; asked.",
        "parent_told": "yes",
        "police_present": "no",
        "purpose_told": "on",
    }
    subject = talk | {"interviewee": "subject", "statement": "Says it was anger at one moment. “I did not mean it like that.”"}
    walk.act(COUNSELOR, "records the talk with the subject", "/interviews/record/", subject, on=page)
    target = talk | {"interviewee": "target", "statement": "Is afraid of the game. Knows of no earlier quarrel."}
    walk.act(COUNSELOR, "records the talk with the target", "/interviews/record/", target, on=page)
    reason: dict[str, Value] = {"not_held-interviewee": "reporter", "not_held-reason": "The report came without a name."}
    walk.act(COUNSELOR, "records why the reporting party was not heard", "/interviews/not-held/", reason, on=page)


def seal(walk: Walk) -> None:
    """Each seat of the panel seals an opinion; the last one asks for the full team, which opens the seal."""
    page, give = walk.case("triage/"), "/triage/opinion/"
    words = "I read the report, spoke with the student and looked at the records."
    none: dict[str, Value] = {"answer": "none", "reason": f"{words} I see words, and nothing that points to a threat."}
    walk.act(LEAD, "seals an opinion", give, none, on=page)
    walk.look(TEACHER, "reads the page of triage; the opinion that was given is not on it", page)
    if str(none["reason"]) in walk.last.body:
        raise Refused(f"{page} shows a sealed opinion")
    follow = walk.choice(TEACHER, give, "follow_up_by", "School Counselor")
    low: dict[str, Value] = {
        "answer": "low_addressed",
        "addressed_by": "A check-in each morning, which began today.",
        "follow_up_by": follow,
        "follow_up_on": walk.today(),
        "reason": f"{words} A low concern, and somebody deals with it.",
    }
    walk.send(TEACHER, "seals an opinion", give, low, to=page)
    full: dict[str, Value] = {"answer": "full_tat", "reason": "It names a person and a time. The whole team should look at it."}
    walk.act(COUNSELOR, "asks for the full team, and is asked once more", give, full, on=page, to=walk.case("triage/opinion/"))
    walk.send(COUNSELOR, "seals the last opinion", give, to=page)


def meet(walk: Walk) -> None:
    """The full team meets, every seat there; from now on its members see the case."""
    walk.look(SOCIAL, "asks for the case again, now that the full team is convened", walk.case())
    seats = walk.look_at(LEAD, walk.case("triage/")).form("/triage/meeting/").choices["attended"]
    came = [seat for seat, words in seats.items() if "back-up" not in words]
    typed: dict[str, Value] = {"attended": came, "police": "present"}
    walk.act(LEAD, f"records the full team's meeting with {len(came)} seats", "/triage/meeting/", typed, on=walk.case("triage/"))
