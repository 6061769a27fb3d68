"""What waits for an account about birth dates and authority, in words that tell nothing of the
plan."""

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from groeiplan.actions import left_out
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


def authority_of(user):
    """`Waiting` rows: a child in one of this account's families over whom it may say whether it
    has authority."""
    return [
        Waiting(
            _("%(family)s vraagt of jij gezag hebt over een kind.")
            % {"family": capfirst(plan.family_name)},
            reverse("person_authority", args=[plan.pk, child.pk]),
            inside=plan.pk,
        )
        for child, plan in left_out.waiting_for(user)
    ]
