"""The mails of the ground floor. None carries content: only "er staat iets voor je klaar"."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from groeiplan import outbox
from groeiplan.models import User


def invitation(invitation, token):
    """To the invited address: a link that works once, for fourteen days."""
    _send(
        invitation.email,
        _("Je bent uitgenodigd"),
        _(
            "Hallo,\n\nIemand nodigt je uit in Groeiplan. Open deze link en log in, of "
            "maak een account. Dan lees je wie het is:\n\n{link}\n\n"
            "De link werkt één keer, en veertien dagen lang. Stuur hem niet door.\n\n"
            "Verwacht je niets? Dan hoef je niets te doen."
        ).format(link=settings.SITE_URL + reverse("invitation", args=[token])),
    )


def confirm_who_it_is(invitation, people):
    """To each of these people: somebody accepted, please say whether it is the right person."""
    for person in people:
        something_is_ready(person.user)


def welcome(invitation):
    """To who accepted: the family said yes, come in."""
    something_is_ready(invitation.accepted_by)


def something_is_ready(user: User):
    """To this account: something waits for you, log in. It says nothing more."""
    _send(
        user.email,
        _("Er staat iets voor je klaar"),
        _(
            "Hallo,\n\nEr staat iets voor je klaar in Groeiplan. Log in om het te lezen:\n\n{link}"
        ).format(link=settings.SITE_URL + reverse("home")),
    )


def _send(to, subject, body):
    if to:
        outbox.put(to=to, subject=str(subject), body=f"{body}\n\nGroeiplan\n")
