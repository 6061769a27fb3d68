from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

GUEST, FAMILY = "guest", "family"


class InviteForm(forms.Form):
    """To which address the invitation goes, and for a relative: as guest or as family. Cleans to
    what `actions.invitations.invite` takes."""

    invitation_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    place = forms.ChoiceField(
        label=_("Hoe doet deze persoon mee?"),
        choices=[
            (GUEST, _("Als gast: ziet alleen wat jullie delen")),
            (FAMILY, _("Als gezin: leest en schrijft overal mee")),
        ],
        initial=GUEST,
        widget=forms.RadioSelect,
    )
    email = forms.EmailField(
        label=_("E-mailadres"),
        help_text=_("Alleen voor de uitnodiging. In de mail staat niets van jullie."),
        error_messages={
            "required": _("Vul een e-mailadres in. Daar sturen we de uitnodiging heen.")
        },
    )

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.places = places
        if len(places) == 1:
            del self.fields["place"]

    def clean(self):
        given = super().clean()
        given["as_family"] = given.pop("place", self.places[0]) == FAMILY
        return given
