"""The form that names who holds the outage kit's envelope."""

from django.utils.translation import gettext_lazy as _l

from tat.forms.people import SoughtForm


class KitForm(SoughtForm):
    """One person of the district, by name or e-mail."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["who"].help_text = _l("An account of the district, and not your own: two people take part in each kit.")
