"""The public form of a tip, in a long and a short version, and the forms of who comes back with four words."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from tat.forms.base import Form
from tat.forms.choices import ChoiceCards
from tat.forms.text import CleanTextField
from tat.forms.uploads import FilesField
from tat.models import Building
from tat.uploads import KINDS, Judged, Refused, judge
from triage.actions.given import ReporterGiven
from triage.models import Tip

ANONYMOUS, CONFIDENTIAL, NAMED = "anonymous", "confidential", "named"
UNSURE = "unsure"
SAID = [(Tip.Said.YES, _("Yes")), (Tip.Said.NO, _("No")), (Tip.Said.UNSURE, _("I do not know"))]
SHORT = ("what", "who", "school", "weapon")
SHORT_LABELS = {
    "what": _("What happened?"),
    "who": _("Who is it about?"),
    "weapon": _("Did somebody talk about a weapon, or show one?"),
}
WHAT_MISSING = _("Write at least one sentence about what was said or done.")
KNOWN_HOW = _("Write your name or a way to reach you, or choose “No. Do not ask my name”.")
MOST_PICTURES = 5
TOO_MANY_PICTURES = _("5 files are the most. Send the others with another tip.")
PICTURES_ONLY = _("Only pictures and PDF are taken here. Write that the file exists and who holds it.")
CHOOSE_AGAIN = _("Choose the others again: a browser forgets them.")
NO_FILES_NOW = _("No files can be taken at this moment. Press “Send” once more: your text goes to the team without them.")
TRAP_FILLED = _("This field is not for people. It is empty again; press “Send” once more.")


class PicturesField(FilesField):
    """Pictures and PDF alone: of these the team is shown a copy made anew."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs["accept"] = ",".join(f".{extension}" for extension, kind in KINDS.items() if kind.shown_as)

    def judged(self, uploads: Sequence[UploadedFile]) -> tuple[Judged, ...]:
        """What was sent, looked into. Raises ValidationError with a sentence for each that is not taken."""
        found, wrong = [], []
        for number, upload in enumerate(uploads):
            try:
                if number >= MOST_PICTURES:
                    raise Refused(TOO_MANY_PICTURES)
                judged = judge(upload)
                if not judged.display:
                    raise Refused(PICTURES_ONLY)
                found.append(judged)
            except Refused as refused:
                wrong.append(refused.sentence)
        if wrong:
            raise forms.ValidationError([*dict.fromkeys(wrong), CHOOSE_AGAIN] if found else list(dict.fromkeys(wrong)))
        return tuple(found)


class TipForm(Form):
    """What worries somebody; one answer is needed. `website` is for machines alone: nobody sees it."""

    few_needed = True

    what = CleanTextField(
        label=_("What happened, or what worries you?"),
        help_text=_("Write it the way you saw or heard it. If you remember exact words, use them. Leave out things you are only guessing."),
        lines=6,
        error_messages={"required": WHAT_MISSING},
    )
    who = CleanTextField(label=_("Who are you worried about?"), max_length=500, required=False)
    school = forms.ChoiceField(label=_("Which school?"), required=False)
    about_staff = forms.ChoiceField(
        label=_("Is it about someone who works there?"),
        choices=SAID,
        required=False,
        initial=Tip.Said.UNSURE,
        widget=ChoiceCards(hints={Tip.Said.YES: _("A person named by the superintendent reads it first.")}),
    )
    weapon = forms.ChoiceField(
        label=_("Did anyone mention or show a weapon?"), choices=SAID, required=False, initial=Tip.Said.UNSURE, widget=ChoiceCards
    )
    happened = CleanTextField(label=_("When did it happen?"), help_text=_("“Tuesday at lunch” is fine."), max_length=500, required=False)
    place = CleanTextField(label=_("Where? A place, an app, a group chat"), max_length=500, required=False)
    files = PicturesField(
        label=_("A screenshot or photo"),
        help_text=_(
            "Up to 5 pictures (jpg, png, heic) or PDF, 25 MB each. The team sees a copy without the place and device details that photos"
            " hold; the untouched file is kept sealed. A screenshot may still show your name or account: cover it first if you want to"
            " stay unnamed."
        ),
    )
    known = forms.ChoiceField(
        label=_("May the team know who you are?"),
        choices=[
            (ANONYMOUS, _("No. Do not ask my name")),
            (CONFIDENTIAL, _("Yes, and keep it from the person I am worried about")),
            (NAMED, _("Yes")),
        ],
        required=False,
        initial=ANONYMOUS,
        widget=ChoiceCards(
            hints={
                ANONYMOUS: _("The team can answer you only if you come back with your four words."),
                CONFIDENTIAL: _("The principal and the triage team can see your name. It is left out of printed case files."),
                NAMED: _("The team may say your name where it must, for example to the police."),
            },
            reveals={CONFIDENTIAL: "contact", NAMED: "contact"},
        ),
    )
    name = CleanTextField(label=_("Your name"), max_length=200, required=False)
    contact = CleanTextField(label=_("Phone or e-mail"), max_length=500, required=False)
    website = forms.Field(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))

    def __init__(self, data: Any, *, buildings: list[Building], chosen: Building | None, short: bool) -> None:
        super().__init__(data)
        self.buildings, self.short = {building.code: building for building in buildings}, short
        school: Any = self.fields["school"]
        school.choices = [(UNSURE, _("I am not sure")), *((building.code, building.name) for building in buildings)]
        school.initial = chosen.code if chosen else UNSURE
        if short:
            self._shorten()

    def _shorten(self) -> None:
        """Fewer questions in simpler words, for younger pupils; the sender stays unnamed."""
        for name in [name for name in self.fields if name not in (*SHORT, "website")]:
            del self.fields[name]
        for name, label in SHORT_LABELS.items():
            self.fields[name].label = label
        self.fields["what"].help_text = ""

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("website"):  # a machine fills every field; a browser may do it for somebody honest, who sends once more
            self.data = self.data.copy()
            self.data["website"] = ""
            self.add_error(None, TRAP_FILLED)
        wants_a_name = data.get("known") in (CONFIDENTIAL, NAMED)
        if wants_a_name and not (data.get("name", "").strip() or data.get("contact", "").strip()) and not self.errors:
            self.add_error("name", KNOWN_HOW)
        return data

    def take_files(self, uploads: Sequence[UploadedFile], *, crowded: bool) -> tuple[Judged, ...]:
        """The files, where they can be taken; what is wrong stands beside the field, and the text stays."""
        try:
            if crowded and uploads:
                raise forms.ValidationError(NO_FILES_NOW)
            return PicturesField.judged(self.fields["files"], uploads) if "files" in self.fields else ()  # type: ignore[arg-type]
        except forms.ValidationError as refused:
            self.add_error("files", refused)
            return ()

    def building(self) -> Building | None:
        """The school that was chosen; None where the sender is not sure."""
        return self.buildings.get(self.cleaned_data.get("school", ""))

    def reporter(self) -> ReporterGiven:
        """Who sent it: nothing of it is kept where the sender asked not to be known."""
        data = self.cleaned_data
        if data.get("known") not in (CONFIDENTIAL, NAMED):
            return ReporterGiven(anonymous=True)
        return ReporterGiven(name=data["name"].strip(), contact=data["contact"].strip(), keep_from_subject=data["known"] == CONFIDENTIAL)


class BackForm(Form):
    """The four words of a receipt."""

    words = CleanTextField(
        label=_("Your four words"),
        help_text=_("In their order, with spaces between them."),
        max_length=200,
        error_messages={"required": _("Write the four words that you were shown.")},
    )


class AnswerForm(Form):
    """What the reporter adds."""

    text = CleanTextField(label=_("Your answer, or something more"), lines=4, error_messages={"required": _("Write something first.")})
