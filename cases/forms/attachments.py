"""The form that adds files to a case."""

from django.utils.translation import gettext_lazy as _

from tat.forms.base import Form
from tat.forms.text import CleanTextField
from tat.forms.uploads import FilesField


class AttachmentsForm(Form):
    """Files, and a few words about them."""

    use_required_attribute = False

    files = FilesField(label=_("Which files?"), required=True)
    caption = CleanTextField(
        label=_("What they show, and where they are from"),
        max_length=2000,
        lines=2,
        required=False,
        help_text=_("Who made them, when, and who gave them to you. It stands beside each of them."),
    )
