"""A case of the demonstration that a team has assessed for weeks: many findings and interviews, and every key question answered."""

import json

from django.db.models import Count

from cases.actions.findings import FindingGiven, add_finding
from cases.actions.interviews import Conversation, record_interview
from cases.actions.questions import AnswerGiven, answer_question
from cases.models import Case, Factor, KeyQuestion
from cases.step import Interviewee
from tat import clock
from tat.models import User

FINDINGS, INTERVIEWS = 150, 12
SAID = "On Tuesday two classmates heard it in the hall; a teacher wrote it down the same hour, in the words that were used."
HEARD = "The subject spoke of the last weeks, of the team and of the game on Friday, and named whom to call. " * 4


def main() -> None:
    """The code of the case, for the page that shows it, and of one with few findings."""
    user = User.objects.get(email__startswith="counselor.chs@")
    cases = Case.objects.filter(stage="assessment", building__code="CHS", restricted=False, assessmentround=None)
    few, case = cases.annotate(found=Count("finding")).order_by("-found")[:2]
    factors = Factor.offered(user.district_id)
    for number in range(FINDINGS):
        factor = factors[number % len(factors)]
        words = {"text": SAID, "source": "interview", "source_note": "Two classmates", "observed_on": case.reported_at.date()}
        add_finding(case=case, by=user, given=FindingGiven(domain=factor.domain, factor=factor.code, status="observed", **words))
    for number in range(INTERVIEWS):
        who = Interviewee.values[number % len(Interviewee.values)]
        record_interview(case=case, by=user, given=Conversation(interviewee=who, started_at=clock.now(), statement=HEARD))
    latest = {row.question: row.pk for row in case.keyanswer_set.order_by("recorded_at", "id")}
    for question in KeyQuestion.offered(user.district_id):
        given = AnswerGiven(question=question.code, reading="neutral", text=SAID)
        answer_question(case=case, by=user, given=given, seen=latest.get(question.code))
    print(json.dumps({"code": case.code, "few": few.code, "findings": FINDINGS, "interviews": INTERVIEWS}))


if __name__ == "__main__":
    main()
