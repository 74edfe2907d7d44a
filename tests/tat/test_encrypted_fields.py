"""Every text and bytes field of the three upper floors is sealed, or stands here with the reason why it may lie plain."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from tat.management.commands.write_data_model import PATH, data_model
from tat.vault import SealedText

FLOORS = ["cases", "triage", "reporting"]
CAN_HOLD_TEXT = (models.CharField, models.TextField, models.BinaryField, models.JSONField, models.FileField)
LONGEST_CODE = 40

STAFF = "a member of staff, printed beside each entry; names of staff are plain"
GUIDANCE = "guidance that a district edits; about nobody"
DISTRICT = "the district's own paper, its roster or an agency's office; about no case"
CODE = "a code or one of a few words"
NUMBER = "a case code, an edition or a check code; random or counted"
DIGEST = "a digest or a keyed token; tells nothing without the key"

PLAIN = {
    "*.recorded_name": STAFF,
    "*.recorded_position": STAFF,
    "cases.EmergencyOpening.judged_name": STAFF,
    "cases.EmergencyOpening.judged_position": STAFF,
    "reporting.DisposalCase.told_name": STAFF,
    "reporting.DisposalCase.told_position": STAFF,
    "reporting.DisposalCase.taken_out_name": STAFF,
    "reporting.DisposalCase.taken_out_position": STAFF,
    "reporting.DisposalAgreement.digest": DIGEST,
    "reporting.Tombstone.*": "what is left of a destroyed record: codes, days, names of staff, digests; no word of it",
    "reporting.RetentionSchedule.number": DISTRICT,
    "reporting.PreparedPacket.digest": DIGEST,
    "reporting.PreparedPacket.checked_name": STAFF,
    "reporting.PreparedPacket.checked_position": STAFF,
    "reporting.PictureCopy.checked_name": STAFF,
    "reporting.PictureCopy.checked_position": STAFF,
    "reporting.PoliceInformation.ended_name": STAFF,
    "reporting.PoliceInformation.ended_position": STAFF,
    "reporting.LegalHold.lifted_name": STAFF,
    "reporting.LegalHold.lifted_position": STAFF,
    "cases.BriefReader.name": STAFF,
    "cases.BriefReader.position": STAFF,
    "triage.Report.received_name": STAFF,
    "triage.TriageSeat.member_name": STAFF,
    "cases.ContagionSweep.started_name": STAFF,
    "cases.ContagionSweep.started_position": STAFF,
    "cases.ReassessmentTrigger.answered_name": STAFF,
    "cases.ReassessmentTrigger.answered_position": STAFF,
    "cases.ReassessmentTrigger.ref": "kind and number of the row that brought it, or nothing; no word of a case",
    "triage.*.by_name": STAFF,
    "triage.*.by_position": STAFF,
    "triage.SetAside.agreed_name": STAFF,
    "triage.SetAside.agreed_position": STAFF,
    "triage.TriageSeat.member_position": STAFF,
    **{
        f"cases.{catalogue}.*": GUIDANCE
        for catalogue in (
            *(
                "Factor",
                "Indicator",
                "InterviewTopic",
                "KeyQuestion",
                "Prompt",
                "Recipient",
                "ResponseOption",
                "Service",
                "Strategy",
                "WatchKind",
            ),
        )
    },
    "reporting.AuditDraw.drawn_name": STAFF,
    "reporting.AuditDraw.drawn_position": STAFF,
    "reporting.AuditedFile.answers": "codes and numbers of what is missing in a file; no word of the case",
    "reporting.Exercise.*": "the name, edition and level of an invented script; what the team takes from it is sealed",
    "reporting.ExerciseInject.*": "a part of an invented script, in which nobody is named",
    "reporting.ExercisePlayer.*": STAFF,
    "reporting.PictureCopy.made_name": STAFF,
    "reporting.PictureCopy.made_position": STAFF,
    "reporting.DirectionTeam.acknowledged_name": STAFF,
    "reporting.DirectionTeam.acknowledged_position": STAFF,
    "reporting.CountedCase.token": DIGEST,
    "reporting.ProcedureEdition.title": DISTRICT,
    "reporting.ProcedureEdition.text": DISTRICT,
    "reporting.SirsEntry.school_code": "the school's public number (RCDTS)",
    "reporting.Filing.roster": DISTRICT,
    "reporting.FilingSupplement.roster": DISTRICT,
    "reporting.FilingSupplement.changes": DISTRICT,
    "reporting.FilingRecipient.receipt": DISTRICT,
    "reporting.FilingRecipient.name": DISTRICT,
    "reporting.ReviewCorrection.why": DISTRICT,
    "reporting.ReviewDay.why": DISTRICT,
    "reporting.ReviewInvitation.none_because": DISTRICT,
    "reporting.ReviewInvitation.office": DISTRICT,
    "reporting.ReviewMeeting.minutes": DISTRICT,
    "reporting.ReviewReport.signed_by": DISTRICT,
    "reporting.IssuedDocument.failure": "a sentence of ours about the page count or time; never of the paper",
    "cases.Transfer.duties": "codes of rules with their due times, frozen; no word of a case",
    "cases.Case.code": NUMBER,
    "triage.Tip.code": NUMBER,
    "reporting.RecordsMatter.code": NUMBER,
    "reporting.SavedFilter.stage": CODE,
    "triage.Tip.receipt": DIGEST,
    "triage.Tip.form_key": DIGEST,
    "triage.Tip.body_mac": DIGEST,
    "triage.Tip.language": CODE,
    "triage.TipFile.extension": CODE,
    "cases.Case.edition": NUMBER,
    "cases.Case.instrument": NUMBER,
    "cases.ImminenceDetermination.indicators_edition": NUMBER,
    "reporting.IssuedDocument.check_code": NUMBER,
    "reporting.IssuedDocument.edition": DIGEST,
    "cases.Classification.signed_hash": DIGEST,
    "cases.Position.covers_hash": DIGEST,
    "cases.NameToken.token": DIGEST,
    "reporting.IssuedDocument.sha256": DIGEST,
    "cases.Case.closed_reason": CODE,
    "cases.CaseGrant.reason": CODE,
    "cases.Interview.parent_told": CODE,
    "cases.Interview.parent_present": CODE,
    "cases.Interview.police_present": CODE,
    "cases.Interview.criminal_act": CODE,
    "cases.PathwayStage.grievance": CODE,
    "cases.Disclosure.basis": CODE,
    "cases.Attachment.extension": CODE,
    "cases.Finding.factor": CODE,
    "cases.KeyAnswer.question": CODE,
    "cases.InformationGap.question": CODE,
    "cases.Classification.police_considered": CODE,
    "cases.NotificationEntry.recipient": CODE,
    "cases.NotificationEntry.method": CODE,
    "cases.NotificationEntry.discloses_student": CODE,
    "cases.NotificationEntry.legal_basis": CODE,
    "cases.LevelMeasure.rule": CODE,
    "cases.LevelMeasure.answer": CODE,
    "cases.GateAnswer.gate": CODE,
    "cases.GateAnswer.moment": CODE,
    "cases.Containment.seocrp_answer": CODE,
    "cases.Containment.police_method": CODE,
    "cases.Meeting.police": CODE,
    "cases.CrisisResponse.kind": CODE,
    "cases.PlanStrategy.strategy": CODE,
    "cases.WatchItem.kind": CODE,
    "cases.SafeguardAnswer.question": CODE,
    "cases.TargetStrategy.strategy": CODE,
    "triage.TriageOpinion.answer": CODE,
    "reporting.IssuedDocument.kind": CODE,
    "reporting.IssuedDocument.legal_basis": CODE,
}


def tables() -> Iterator[type[models.Model]]:
    for floor in FLOORS:
        yield from apps.get_app_config(floor).get_models(include_auto_created=True)


def fields_with_text() -> dict[str, models.Field]:
    """Every field that can hold text or bytes in the clear, by its name; a field with choices holds one of them."""
    return {
        f"{table._meta.label}.{field.name}": field
        for table in tables()
        for field in table._meta.concrete_fields
        if isinstance(content(field), CAN_HOLD_TEXT) and not isinstance(field, SealedText) and not content(field).choices
    }


def content(field: models.Field) -> models.Field:
    """What an array holds, or the field itself."""
    return field.base_field if isinstance(field, ArrayField) else field


def reasons(name: str) -> list[str]:
    return [reason for pattern, reason in PLAIN.items() if fnmatchcase(name, pattern)]


def test_every_text_of_a_case_is_sealed_or_has_a_reason():
    without = [name for name in fields_with_text() if not reasons(name)]
    assert without == [], "seal the field with tat.vault, or give it a reason in PLAIN"


def test_no_reason_outlives_its_field():
    names = list(fields_with_text())
    assert [pattern for pattern in PLAIN if not any(fnmatchcase(name, pattern) for name in names)] == []


def test_a_code_is_too_short_for_a_narrative():
    codes = [field for name, field in fields_with_text().items() if CODE in reasons(name)]
    limits = {str(field): content(field).max_length for field in codes}
    assert {name: limit for name, limit in limits.items() if not limit or limit > LONGEST_CODE} == {}


def test_a_row_with_a_sealed_field_has_an_opaque_key_and_names_its_data_key():
    for table in tables():
        if any(isinstance(field, SealedText) for field in table._meta.concrete_fields):
            assert isinstance(table._meta.pk, models.UUIDField), table
            assert callable(getattr(table, "data_key", None)), table


@pytest.mark.parametrize("floor", FLOORS)
def test_each_floor_seals_something(floor):
    sealed = [field for table in apps.get_app_config(floor).get_models() for field in table._meta.fields if isinstance(field, SealedText)]
    assert sealed


def test_the_page_about_the_data_is_the_models_own():
    assert PATH.read_text() == data_model(), "type: manage.py write_data_model"
