"""The middle of the walk: what the team finds, whom it tells, the danger determination, the level and what it brings."""

from reporting.management.demo.school import PASSWORD
from reporting.management.demo.visitor import Value
from reporting.management.demo.walk.walker import COUNSELOR, LEAD, SOCIAL, TEACHER, Walk

SEATS = (TEACHER, COUNSELOR, "psychologist.chs", SOCIAL, "officer.chs", "nurse.chs")
FORT = "Each step is the smallest that the team found enough, taken as soon as the people could be reached."


def find(walk: Walk) -> None:
    """Findings under S and P, nothing under T and E; the stage on the pathway."""
    page, observed = walk.case("assessment/"), {"status": "observed", "source": "interview", "observed_on": walk.today()}
    found = (
        ("S", "S-01", "Feels treated unfairly and says so often."),
        ("S", "S-51", "Talks with the band director every day."),
        ("P", "P-01", "The game on Friday."),
    )
    for letter, factor, words in found:
        typed: dict[str, Value] = {f"{letter}-{name}": value for name, value in observed.items()}
        typed |= {f"{letter}-factor": factor, f"{letter}-text": words}
        walk.act(COUNSELOR, f"records a finding under {letter}", "/assessment/finding/", typed, on=f"{page}?add={letter}", to=page)
    for letter in "TE":
        nothing: dict[str, Value] = {f"none-{letter}-reason": "Looked at schedules, routes and supervision; nothing stands out."}
        action = "/assessment/none-found/"
        walk.act(SOCIAL, f"records that nothing was found under {letter}", action, nothing, on=f"{page}?add={letter}", to=page)
    stage: dict[str, Value] = {
        "pathway-stage": "planning",
        "pathway-direction": "stalled",
        "pathway-grievance": "yes",
        "pathway-basis": "A time and a place were named. No means were sought, and nothing was rehearsed.",
    }
    walk.act(COUNSELOR, "records the stage on the pathway", "/assessment/pathway/", stage, on=f"{page}?stage=1", to=page)


def _question(walk: Walk, action: str) -> str:
    """The code of the question that stands open on the page; "" once every one has an answer."""
    return next((form.fields["question"][0] for form in walk.last.forms(action)), "")


def answer(walk: Walk) -> None:
    """Every key question; one of them is unknown and opens a gap, which is closed before the team decides."""
    page, action = walk.case("questions/"), "/questions/answer/"
    walk.look(COUNSELOR, "opens the key questions", page)
    code = _question(walk, action)
    owner = walk.visitor(COUNSELOR).page.form(action, question=code).choice(f"{code}-owner", "School Social Worker")
    unknown: dict[str, Value] = {f"{code}-reading": "unknown", f"{code}-owner": owner, f"{code}-due_on": walk.today()}
    walk.send(COUNSELOR, f"answers {code} with “unknown”, which opens a gap", action, unknown, to=page, question=code)
    while code := _question(walk, action):
        known: dict[str, Value] = {f"{code}-text": "Two teachers and the interview agree.", f"{code}-reading": "neutral"}
        walk.send(COUNSELOR, f"answers the key question {code}", action, known, to=page, question=code)
    page = walk.case("gaps/")
    walk.look(SOCIAL, "opens the gap", page)
    gap = {"gap-what": "Supervision at home is not known", "gap-owner": walk.choice(SOCIAL, "/gaps/add/", "gap-owner", "Social Worker")}
    walk.send(SOCIAL, "adds a gap", "/gaps/add/", {**gap, "gap-due_on": walk.today()}, to=page)
    while waiting := walk.visitor(SOCIAL).page.forms("/gaps/close/"):
        (gap_id,) = waiting[0].fields["gap_id"]
        how: dict[str, Value] = {f"{gap_id}-how": "Asked the family by phone; somebody is at home from three o'clock."}
        walk.send(SOCIAL, "closes a gap", "/gaps/close/", how, to=page, gap_id=gap_id)


def tell(walk: Walk, recipient: str, words: str, **more: Value) -> None:
    """One entry of the notices ledger."""
    typed: dict[str, Value] = {
        "recipient": recipient,
        "outcome": "reached",
        "told_at": walk.now(),
        "person": "On duty",
        "capacity": "As listed",
        "method": "phone",
        "content": "What was said and heard, what the team does now, and whom to call.",
        "discloses_student": "no",
    }
    walk.act(LEAD, f"tells {words}", "/notices/record/", typed | more, on=walk.case("notices/"))


def endanger(walk: Walk) -> None:
    """Clear and present danger: yes, read back once before it is recorded; its 24 hours begin."""
    page = walk.case("danger/")
    walk.look(LEAD, "opens the page of the danger determination", page)
    typed: dict[str, Value] = {
        "answer": "yes",
        "subject_is_student": "yes",
        "determined_at": walk.now(),
        "facts": "A message that names a person and a time, and a second student who heard it. The subject did not deny it.",
    }
    confirm = walk.case("danger/determine/")
    walk.send(LEAD, "determines a clear and present danger, and reads it back", "/danger/determine/", typed, to=confirm)
    walk.send(LEAD, "confirms the determination; 24 hours begin", "/danger/determine/", {"confirmed": "yes"}, to=page)


def report(walk: Walk) -> None:
    """The report to the State Police: from the case to the duty, to its worksheet, and the proof that the portal gave."""
    page = walk.look(LEAD, "opens the duties of the case", walk.case("duties/")).link("/duties/", "State Police")
    sheet = walk.look(LEAD, "opens the duty to report to the State Police", page).link("/worksheet/", "Open the worksheet")
    walk.look(LEAD, "opens the worksheet, and types its lines into the portal", sheet)
    proof: dict[str, Value] = {"confirmation": "DEMO-1047", "submitted_at": walk.now()}
    walk.send(LEAD, "records the proof that the report was submitted", "/worksheet/proof/", proof, to=sheet)


def classify(walk: Walk) -> None:
    """The lead signs High Level with the password; then each other seat signs its position."""
    page = walk.case("classification/")
    walk.look(LEAD, "opens the classification", page)
    form = walk.visitor(LEAD).page.form("/classification/sign/")
    typed: dict[str, Value] = {
        "level": "high",
        "rationale": "A person and a time are named, and it was said twice. The next level down leaves the person without protection.",
        "further_intervention": "yes",
        "further_intervention_reason": "The game is near, and the person named is afraid.",
        "police_considered": "yes",
        "police_considered_reason": "The officer sits on the team.",
        "gate_danger": "yes",
        "gate_imminent": "no",
        "gate_imminent_reason": "The student is with the family until Monday.",
        "password": PASSWORD,
    }
    typed |= {name: FORT for name in form.names if name.startswith("fort_")}
    walk.send(LEAD, "signs High Level with the password", "/classification/sign/", typed, to=page)
    for seat in SEATS:
        position: dict[str, Value] = {"position-stance": "concur", "position-password": PASSWORD}
        walk.act(seat, "concurs, and signs the position with the password", "/classification/position/", position, on=page)


def prove(walk: Walk) -> None:
    """What the level brings is done and proven: who is told, the containment, the offer to the target, the crisis protocols."""
    tell(walk, "NTF-SUP", "the superintendent", method="in_person")
    threat = "A message that names a person and a time, heard by two students."
    release: dict[str, Value] = {
        "discloses_student": "yes",
        "legal_basis": "emergency",
        "release_threat": threat,
        "purpose": "To keep everybody safe.",
    }
    tell(walk, "NTF-LE", "the police, as an emergency release", **release)
    tell(walk, "NTF-SEC", "school security", method="radio")
    ledger = walk.visitor(LEAD).get(walk.case("notices/"))
    release_told = list(ledger.form("/notices/record/").choices.get("meets", {}))
    tell(walk, "NTF-PGS", "the subject's parents, of the release too", meets=release_told)
    tell(walk, "NTF-TGT", "the target", method="in_person")
    tell(walk, "NTF-PGT", "the target's parents")
    page, action = walk.case("notices/"), "/notices/measure/"
    for rule, done, words in (
        ("LVL-CON", "done", "how the subject is contained"),
        ("LVL-CRI", "not_needed", "why the crisis protocols are not needed"),
    ):
        note = "At home with the family until Monday; the entrance is watched; the game goes on without a gathering."
        typed = {"answer": done, "done_at": walk.now(), "by_whom": "Assistant Principal", "note": note}
        fields = {f"{rule}-{name}": value for name, value in typed.items()}
        walk.act(LEAD, f"records {words}", action, fields, on=f"{page}?measure={rule}", to=page, rule=rule)
    keep_the_target_safe(walk)


def keep_the_target_safe(walk: Walk) -> None:
    """The plan for the target's safety is written on a page apart, and offered."""
    walk.look_at(LEAD, walk.case("targets/"))
    page = walk.visitor(LEAD).page.link("/targets/", "Open the plan")
    walk.look(LEAD, "opens the plan for the target's safety", page)
    contact = walk.choice(LEAD, "/save/", "contact", "School Counselor")
    words: dict[str, Value] = {
        "contact": contact,
        "channel": "In person before first period.",
        "rhythm": "Each school day until the game is over.",
        "supervision": "An adult stands at the doors before and after practice.",
        "ends_when": "When the team finds that no threat is left.",
    }
    walk.send(LEAD, "writes the plan for the target's safety", "/save/", words, to=page)
    offer: dict[str, Value] = {"offer-answer": "accepted", "offer-offered_at": walk.now(), "offer-by_whom": "Assistant Principal"}
    walk.act(LEAD, "records that the plan was offered to the target", "/offer/", offer, on=page, to=page)
