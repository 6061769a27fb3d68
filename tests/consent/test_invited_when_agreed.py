"""Nobody is invited to what somebody may still say no to: the mail to the receiver waits until
everybody who must agree said yes (DOMAIN §6, safety in asking)."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from consent import actions
from groeiplan.actions import invitations, leaving, people
from groeiplan.models import Entry, Invitation, Mail
from tests.cast import ask, everybody_agrees

pytestmark = pytest.mark.django_db
ADDRESS = "bep@example.test"
LOOK = ["groeiplan.goals"]


@pytest.fixture
def bep(cast):
    """A card without account."""
    return people.add(by=cast.sanne, name="Tante Bep", kind="network")


def mails():
    return Mail.objects.filter(to=ADDRESS).count()


def invited(cast):
    return cast.plan.journal.filter(act=Entry.Act.INVITED).count()


def waits(cast, bep, **more):
    return ask(cast.sanne, bep, look=LOOK, email=ADDRESS, **more)


def the_link():
    body = Mail.objects.filter(to=ADDRESS).latest("created").body
    return invitations.look_up(body.split("/uitnodiging/")[1].split("/")[0])


def test_with_nothing_else_needed_it_goes_at_once(cast, bep):
    waits(cast, bep, about=[cast.sanne])  # her own story, her own yes
    assert mails() == 1 and invited(cast) == 1
    assert the_link().person == bep


def test_it_goes_with_the_last_yes_and_not_one_before(cast, bep):
    consent = waits(cast, bep, about=[cast.noor])
    assert Invitation.objects.get().sent_at is None
    actions.agree(consent, by=cast.kees)
    assert mails() == 0 and invited(cast) == 0
    actions.agree(consent, by=cast.noor)
    assert mails() == 1 and invited(cast) == 1
    found = the_link()
    assert found.is_open(timezone.now()) and found.invited_by == cast.sanne
    actions.agree(consent, by=cast.noor)
    assert mails() == 1, "twice is once"


def test_a_no_keeps_it_and_taking_back_too(cast, bep):
    consent = waits(cast, bep, about=[cast.noor])
    actions.agree(consent, by=cast.noor)
    actions.refuse(consent, by=cast.kees)
    assert mails() == 0
    actions.withdraw(consent, by=cast.sanne)
    assert mails() == 0 and invited(cast) == 0


def test_its_fourteen_days_begin_when_it_goes(cast, bep):
    consent = waits(cast, bep, about=[cast.noor])
    with time_machine.travel(timezone.now() + timedelta(days=30)):
        actions.agree(consent, by=cast.kees)
        actions.agree(consent, by=cast.noor)
        assert mails() == 1
        assert the_link().expires > timezone.now() + timedelta(days=13)


def test_what_was_taken_back_or_is_not_in_the_askers_power_any_more_does_not_go(cast, bep):
    consent = waits(cast, bep, about=[cast.noor])
    invitations.refuse(Invitation.objects.get(), by=cast.sanne)
    everybody_agrees(consent)
    assert mails() == 0
    other = people.add(by=cast.sanne, name="Oom Ab", kind="network")
    consent = ask(cast.kees, other, look=LOOK, email=ADDRESS, about=[cast.noor])
    leaving.leave(cast.kees)
    everybody_agrees(consent)
    assert mails() == 0


def test_inviting_by_itself_waits_with_it_and_says_so(cast, bep, client):
    consent = ask(cast.sanne, bep, look=LOOK, about=[cast.noor])
    client.force_login(cast.sanne.user)
    page = reverse("invite", args=[cast.plan.pk, bep.pk])
    answer = client.post(
        page,
        {"email": ADDRESS, "invitation_id": "8c0f1b5a-0000-4000-8000-000000000000"},
        follow=True,
    )
    assert "staat klaar. Die gaat pas weg als iedereen ja zegt." in answer.content.decode()
    assert mails() == 0
    everybody_agrees(consent)
    assert mails() == 1


def test_who_already_may_see_something_is_invited_at_once(cast, bep):
    everybody_agrees(ask(cast.sanne, bep, look=LOOK, about=[cast.noor]))
    ask(cast.sanne, bep, look=["timeline.help"], about=[cast.noor])
    invitations.invite(by=cast.sanne, person=bep, email=ADDRESS)
    assert mails() == 1


def test_family_is_invited_at_once(cast):
    """What a parent is asked for does not wait for their own place in the family."""
    card = people.add(by=cast.sanne, name="Bram", kind="family")
    ask(cast.sanne, card, look=LOOK, about=[cast.noor])
    invitations.invite(by=cast.sanne, person=card, email=ADDRESS, as_family=True)
    assert mails() == 1


def test_a_family_member_who_was_not_asked_finds_no_trace_of_it(cast, bep, client):
    waits(cast, bep, about=[cast.noor])
    client.force_login(cast.kees.user)
    page = client.get(reverse("consent:index", args=[cast.plan.pk])).content.decode()
    assert "Bep" not in page
    log = client.get(reverse("journal", args=[cast.plan.pk])).content.decode()
    assert "Bep" not in log  # nor in the list of people to choose from
