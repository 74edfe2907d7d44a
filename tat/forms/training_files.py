"""The form that adds certificates and lists to a training."""

from django.utils.translation import gettext_lazy as _l

from tat.forms.base import Form
from tat.forms.uploads import FilesField


class TrainingFilesForm(Form):
    """One or several files."""

    use_required_attribute = False

    files = FilesField(
        label=_l("Certificates, or the list of those who came"),
        required=True,
        help_text=_l("PDF or pictures (jpg, png, heic), up to 20 at once, 25 MB each. A copy without anything that runs is shown."),
    )
