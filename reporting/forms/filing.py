"""The forms of the annual filing: an edition of the procedure, freezing, a proof, the Board."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from reporting import pdf
from reporting.actions.filing import likely
from reporting.actions.filing_proofs import ProofGiven
from reporting.actions.filing_sources import EditionFile, EditionGiven
from reporting.models import FilingRecipient
from reporting.workflow import MOST_UPLOADED_PAGES
from tat import uploads
from tat.actions.papers_shown import ONLY_SHOWN, cannot_be_shown
from tat.forms.base import Form
from tat.forms.fields import CheckCards, CleanTextField, LocalDateField, LocalDateTimeField
from tat.inspection import Verdict
from tat.inspection.kinds import kind_of
from tat.models import Agency, District, Team
from tat.uploads.refusals import SENTENCES, TOO_LARGE

LONGEST_PROCEDURE = 400_000
NOT_A_PDF = _l("The procedure is taken as a PDF. Save it as PDF, and choose that file.")
NO_PAGES = _l("The pages of this PDF cannot be read. Print it to a new PDF, and choose that file.")
REFUSED = {
    TOO_LARGE: _l("This PDF is larger than 25 MB. Save it smaller, and choose that file."),
    SENTENCES[Verdict.OTHER_KIND]: _l("What is in this file is no PDF, though its name says so. Save it as PDF, and choose that file."),
    SENTENCES[Verdict.LOCKED]: _l("This PDF is locked with a password. Whoever receives it could not read it. Save it without one."),
}
"""What a refusal of any file says, in the words that fit this one."""


class EditionForm(Form):
    """An adopted edition of the procedure."""

    title = CleanTextField(
        label=_l("Title"), max_length=200, error_messages={"required": _l("Write the title of the edition, such as 4:190-AP2.")}
    )
    adopted_on = LocalDateField(
        label=_l("Adopted on"), past=True, error_messages={"required": _l("Write the day on which it was adopted.")}
    )
    team = forms.ModelChoiceField(
        Team.objects.none(), label=_l("For one team alone"), required=False, empty_label=_l("For the whole district")
    )
    file = forms.FileField(
        label=_l("The adopted procedure, PDF"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        help_text=_l("Up to 25 MB. Its pages stand at the end of the packet as they are."),
        error_messages={"empty": _l("This file is empty. Choose it again, or choose another one.")},
    )
    text = CleanTextField(
        label=_l("Or the adopted text"),
        required=False,
        lines=12,
        max_length=LONGEST_PROCEDURE,
        help_text=_l("The district's own text, where there is no PDF of it. It is filed as it stands here."),
    )

    def __init__(self, *args: Any, district: District, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["team"].queryset = Team.objects.filter(district=district).order_by("name")  # type: ignore[attr-defined]

    def clean_file(self) -> EditionFile | None:
        """The upload, judged, with its pages made ready to join a packet."""
        sent = self.cleaned_data["file"]
        if sent is None:
            return None
        try:
            if kind_of(sent.name) != "pdf":
                raise uploads.Refused(NOT_A_PDF)
            judged = uploads.judge(sent)
            return EditionFile(judged, _pages(judged.display))
        except uploads.Refused as refused:
            raise forms.ValidationError(REFUSED.get(refused.sentence, refused.sentence)) from None

    def clean(self) -> None:
        """An edition is its PDF or its text; without either there is nothing to file."""
        if not self.cleaned_data.get("text") and not self.cleaned_data.get("file") and not {"file", "text"} & {*self.errors}:
            self.add_error("file", _("Choose the PDF of the adopted procedure, or paste its text below."))

    def given(self) -> EditionGiven:
        """The edition as it was entered."""
        return EditionGiven(**self.cleaned_data)


def _pages(content: bytes) -> pdf.Pdf:
    try:
        found = pdf.bare_pages(content)
    except pdf.PdfFailed:
        raise uploads.Refused(NO_PAGES) from None
    if found.pages > MOST_UPLOADED_PAGES:
        sentence = _("This PDF has %(n)d pages; %(most)d are the most. Choose a shorter one.")
        raise uploads.Refused(sentence % {"n": found.pages, "most": MOST_UPLOADED_PAGES})
    return found


class FreezeForm(Form):
    """Who receives this year's filing, or a supplement to it."""

    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        label=_l("File with"),
        widget=CheckCards,
        error_messages={"required": _l("Choose the police and the regional office.")},
    )

    def __init__(self, *args: Any, offices: QuerySet[Agency], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["agencies"]
        field.queryset = offices  # type: ignore[attr-defined]
        field.widget.hints = {str(office.id): _hint(office) for office in offices}  # type: ignore[attr-defined]
        self.initial.setdefault("agencies", [office.id for office in likely(offices)])


def _hint(office: Agency) -> str:
    where = office.contact or office.address or office.email or _("no desk, address or e-mail is entered yet")
    return f"{office.get_kind_display()} · {where}"


class ProofForm(Form):
    """When and how one recipient got the packet."""

    filed_at = LocalDateTimeField(label=_l("When it was filed"), past=True, error_messages={"required": _l("Write when it was filed.")})
    method = forms.ChoiceField(label=_l("How"), choices=FilingRecipient.Method.choices)
    receipt = CleanTextField(
        label=_l("Receipt"),
        max_length=200,
        help_text=_l("Its number, or who signed for it and when."),
        error_messages={"required": _l("Write the number of the receipt, or who signed for it.")},
    )
    scan = forms.FileField(
        label=_l("Scan of the proof"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.heic"}),
        help_text=_l("A PDF or a picture of the receipt, up to 25 MB. It is kept sealed with the filing."),
        error_messages={"empty": _l("This file is empty. Choose it again, or choose another one.")},
    )

    def clean_scan(self) -> uploads.Judged | None:
        """The upload, judged; only what can be shown is taken."""
        sent = self.cleaned_data["scan"]
        if sent is None:
            return None
        try:
            judged = uploads.judge(sent)
        except uploads.Refused as refused:
            raise forms.ValidationError(refused.sentence) from None
        if cannot_be_shown([judged]):
            raise forms.ValidationError(ONLY_SHOWN)
        return judged

    def given(self) -> ProofGiven:
        """The proof for the action."""
        return ProofGiven(**self.cleaned_data)


class BoardForm(Form):
    """When the Board was told."""

    told_on = LocalDateField(label=_l("Told on"), past=True, error_messages={"required": _l("Write the day on which the Board was told.")})
