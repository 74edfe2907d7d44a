"""The second half of the walk: the plan, its safeguard and adoption, an update, the closing, and the case opened again."""

from reporting.management.demo.pages import Refused
from reporting.management.demo.school import PASSWORD
from reporting.management.demo.visitor import Value
from reporting.management.demo.walk.team import FORT, tell
from reporting.management.demo.walk.walker import COUNSELOR, LEAD, SOCIAL, Walk

MANAGER = COUNSELOR
SEPARATION = "SUB-5d"


def draft(walk: Walk) -> None:
    """The case manager writes the plan: who carries it, strategies of three letters, a separation with its safeguard."""
    page, save = walk.case("plan/"), "/plan/save/"
    walk.look(MANAGER, "opens the plan", page)
    words: dict[str, Value] = {
        "case_manager": walk.choice(MANAGER, save, "case_manager", "School Counselor"),
        "engager": walk.choice(MANAGER, save, "engager", "School Social Worker"),
        "facts_relied_on": "The findings of the assessment.",
        "goals": "Now: calm and contact, and a safe week for the person named. Later: a grievance that is heard.",
        "least_intrusive": "Talks and one check-in a day keep the contact; the suspension ends with the week.",
        "lower_rungs": "A talk and a change of schedule do not keep the two apart before the game.",
        "monitoring": "active",
        "contact_plan": "The subject every school day by phone, the target every morning.",
    }
    walk.send(MANAGER, "names the case manager and who keeps in touch, and writes the plan", save, words, to=page)
    strategies(walk, "S", ["SUB-1b", "SUB-4a"], "adds two strategies about the subject")
    strategies(walk, "T", ["TGT-3"], "adds a strategy about the target")
    strategies(walk, "P", ["PRE-1"], "adds a date to watch")
    separate(walk)


def strategies(walk: Walk, letter: str, codes: list[str], words: str) -> None:
    """Strategies of one letter of the library, with their owner and rhythm."""
    add = "/plan/strategies/add/"
    walk.look_at(MANAGER, walk.case(f"plan/?library={letter}"))
    owner = walk.choice(MANAGER, add, "owner", "School Social Worker")
    typed: dict[str, Value] = {"chosen": codes, "owner": owner, "starts_on": walk.today(), "rhythm": "Every school day"}
    walk.send(MANAGER, words, add, typed)


def separate(walk: Walk) -> None:
    """A suspension leads to its eight questions, and becomes active only when they are answered."""
    strategies(walk, "S", [SEPARATION], "adds a suspension, and is led to its safeguard")
    page = walk.visitor(MANAGER).page.path
    if "/plan/safeguard/" not in page:
        raise Refused(f"{page} came after a separation; expected its safeguard")
    form = walk.visitor(MANAGER).page.form("/answer/")
    answers: dict[str, Value] = {
        name: "Talked through with the family, and written down." for name in form.names if name.startswith("SEP-")
    }
    walk.send(MANAGER, f"answers the {len(answers)} questions of the safeguard", "/answer/", answers, to=page)
    change(walk, page.replace("/safeguard/", "/strategies/"), {"status": "active"}, "sets the suspension active")


def change(walk: Walk, page: str, typed: dict[str, Value], words: str) -> None:
    """One strategy changed on its own page."""
    walk.act(MANAGER, words, "/change/", typed, on=page, to=walk.case("plan/"))


def adopt(walk: Walk) -> None:
    """The lead reads the plan and signs it; the days until the next update begin."""
    page = walk.case("plan/")
    walk.look(LEAD, "reads the plan", page)
    form = walk.visitor(LEAD).page.form("/plan/adopt/")
    letters: dict[str, Value] = {name: FORT for name in form.names if name.startswith("fort_")}
    walk.send(LEAD, "adopts the plan with the password", "/plan/adopt/", {**letters, "password": PASSWORD}, to=page)


def end(walk: Walk) -> None:
    """The steps end with what came of them: the date that was watched, and the suspension."""
    for label in ("Loss", "Suspension"):
        page = walk.look_at(MANAGER, walk.case("plan/")).link("/plan/strategies/", label)
        outcome = "The day passed quietly; both came back to class and were seen together at lunch."
        change(walk, page, {"status": "done", "outcome": outcome}, "records how a step of the plan ended")


def update(walk: Walk) -> None:
    """The case manager's update, with the gates asked again."""
    typed: dict[str, Value] = {
        "status_of_subject": "Came back, keeps the check-ins, and talks about the concert.",
        "responses": "Both strategies are kept.",
        "new_information": "Nothing new; asked two teachers and the family.",
        "target_contact": "Seen every morning; feels safe.",
        "coming_up": "Nothing that the team knows of.",
        "level_fits": "yes",
        "no_longer_poses_threat": "on",
    }
    form = walk.look_at(MANAGER, walk.case("updates/")).form("/updates/save/")
    typed |= {name: "no" for name in form.names if name.startswith("gate_")}
    typed |= {name: "Asked of the principal today." for name in form.names if name.startswith("reason_")}
    walk.send(MANAGER, "writes an update", "/updates/save/", typed, to=walk.case("updates/"))


def close(walk: Walk) -> None:
    """Everything that holds the case is met; the lead closes it."""
    page = walk.case("closing/")
    tell(walk, "NTF-TGT", "the target that the case closes")
    form = walk.look_at(LEAD, page).form("/closing/close/")
    typed: dict[str, Value] = {
        "reason": "resolved",
        "basis": "The grievance is settled, both families agree, and two teachers see no concern.",
        "no_longer_poses_threat": "on",
        "target_told": "By phone today, with the family.",
    }
    typed |= {name: FORT for name in form.names if name.startswith("fort_")}
    walk.send(LEAD, "closes the case", "/closing/close/", {name: typed[name] for name in typed if name in form.names}, to=page)


def open_again(walk: Walk) -> None:
    """New information after the closing."""
    reason: dict[str, Value] = {"reason": "A classmate brought a new message with the same name."}
    walk.act(LEAD, "opens the case again", "/reopening/reopen/", reason, on=walk.case("reopening/"), to=walk.case())


__all__ = ["SOCIAL", "adopt", "close", "draft", "end", "open_again", "update"]
