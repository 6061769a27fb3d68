"""What is asked of who ends their own account: what becomes of a plan nobody else holds, and the
password once more."""

from allauth.account.forms import ReauthenticateForm
from django import forms
from django.utils.translation import gettext_lazy as _

STAYS, ERASED = "stays", "erased"
WHAT_BECOMES = {
    STAYS: _("Laat het staan, dicht voor iedereen. Ook jij kunt er dan niet meer bij."),
    ERASED: _("Wis dit plan, met alles wat erin staat. Dit kan niet terug."),
}


class EndAccountForm(ReauthenticateForm):
    """`places`: where this account has a card (`accounts.places`). A younger child erases nothing
    (`leaving.may_leave`)."""

    def __init__(self, places, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.last = {_name(one): one for one in places if one.is_last}
        for name, place in self.last.items():
            offered = (STAYS, ERASED) if place.goes else (STAYS,)
            self.fields[name] = forms.ChoiceField(
                label=_("Wat gebeurt er met dit plan?"),
                choices=[(one, WHAT_BECOMES[one]) for one in offered],
                widget=forms.RadioSelect,
                error_messages={"required": _("Kies wat er met dit plan gebeurt.")},
            )

    def closing(self):
        """[(Place, its field)] of the plans that nobody of the family holds after this."""
        return [(place, self[name]) for name, place in self.last.items()]

    def what_becomes(self):
        """Ready for `accounts.end(user, **form.what_becomes())`."""
        return {"keep": self._chosen(STAYS), "erase": self._chosen(ERASED)}

    def _chosen(self, word):
        given = self.cleaned_data
        return {place.plan.pk for name, place in self.last.items() if given[name] == word}


def _name(place):
    return f"plan-{place.plan.pk}"
