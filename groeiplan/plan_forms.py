from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _


class StartForm(forms.Form):
    """What is asked to begin: a name for the family, a name for yourself."""

    plan_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    teller = forms.CharField(
        label=_("Hoe heet jij?"), help_text=_("Zoals jullie thuis zeggen."), max_length=80
    )
    family_name = forms.CharField(
        label=_("Hoe noemen we jullie gezin?"),
        help_text=_("Bijvoorbeeld: familie De Jong, of: wij vieren."),
        max_length=80,
    )
    name = forms.CharField(label=_("Hoe heet jullie plan?"), initial=_("Ons plan"), max_length=80)
