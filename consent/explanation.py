"""How a yes was explained to whoever says it: the one place where that is asked."""

from django import forms
from django.utils.translation import gettext_lazy as _

from consent.models import Consent

HOW = ("explained", "language", "interpreter")


class ExplanationForm(forms.Form):
    """In a talk, read by oneself or with an interpreter; in which language; who interpreted. None
    of it has to be said. Forms that ask it begin with this one."""

    explained = forms.ChoiceField(
        label=_("Hoe is dit uitgelegd?"),
        choices=Consent.Explained.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    language = forms.CharField(
        label=_("In welke taal?"),
        help_text=_("Bijvoorbeeld: Turks."),
        required=False,
        max_length=60,
    )
    interpreter = forms.CharField(
        label=_("Wie tolkte er?"),
        help_text=_("Alleen als er een tolk was. Een naam, of: de tolkentelefoon."),
        required=False,
        max_length=80,
    )

    def clean(self):
        given = super().clean()
        if not self.was_interpreted(given):
            given["interpreter"] = ""  # nobody interpreted: the record does not say so
        return given

    @staticmethod
    def was_interpreted(given):
        """Does it say that somebody interpreted?"""
        return given.get("explained") == Consent.Explained.INTERPRETER

    def how(self):
        """How it was explained, as a `Consent` and a `Yes` keep it."""
        return {name: self.cleaned_data[name] for name in HOW}
