"""What waits for an account about birth dates, in words that tell nothing of the plan."""

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from groeiplan.actions.births import waiting_for
from groeiplan.tools import Waiting


def births_of(user):
    """`Waiting` rows: a birth date in one of this account's families that they may confirm."""
    return [
        Waiting(
            _("%(family)s vraagt of een geboortedatum klopt.")
            % {"family": capfirst(plan.family_name)},
            reverse("person_born", args=[plan.pk, card.pk]),
            inside=plan.pk,
        )
        for card, plan in waiting_for(user)
    ]
