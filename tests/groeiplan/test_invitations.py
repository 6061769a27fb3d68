"""A card gets its account: invited, accepted, "ja, dit is …". See TRAPS T19, T24, T27 and T28."""

from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from groeiplan import keys
from groeiplan.access import plans_of
from groeiplan.actions import invitations, people
from groeiplan.actions.invitations import Unusable
from groeiplan.models import Entry, Invitation, Mail, Person, User
from tests import cast as casting
from tests.cast import share

ADDRESS = "marloes@school.test"


def account(email, verified=True):
    """An account that proved its address (or did not)."""
    user = User.objects.create_user(email, "een lang wachtwoord")
    EmailAddress.objects.create(user=user, email=email, verified=verified, primary=True)
    return user


@pytest.fixture
def marloes(cast):
    """A new mentor: a card without account."""
    return people.add(by=cast.sanne, name="Marloes", kind="professional", role="mentor")


@pytest.fixture
def invited(cast, marloes):
    """Marloes' invitation with its token, as the mail carries it."""
    return sent(cast.sanne, marloes, ADDRESS)


def sent(by, person, email, **more):
    invitation = invitations.invite(by=by, person=person, email=email, **more)
    mail = Mail.objects.filter(to=email.lower()).order_by("-created").first()
    invitation.token = mail.body.split("/uitnodiging/")[1].split("/")[0]
    return invitation


def link(invitation):
    return reverse("invitation", args=[invitation.token])


def unusable(why):
    return pytest.raises(Unusable, match=f"^{why}$")


def acts(plan):
    return list(Entry.objects.filter(plan=plan).order_by("seq").values_list("act", flat=True))


def assert_keys_are_right(*plans):
    for plan in plans:
        assert keys.differences(plan) == (set(), set())


# --- the way it goes well ----------


def test_marloes_comes_in_after_sanne_said_that_it_is_her(cast, marloes, invited, client):
    share(cast.sanne, marloes, look=["groeiplan.goals"])
    user = account(ADDRESS)
    client.force_login(user)
    page = client.get(link(invited))
    assert "Sanne nodigt je uit" in page.content.decode()
    assert "Ben jij Marloes?" in page.content.decode()
    assert client.post(link(invited), {"account": "dit"}, follow=True).status_code == 200
    waits = client.get(link(invited)).content.decode()
    assert "Het gezin kijkt nu of jij het bent" in waits
    assert "Sanne" not in waits, "a forwarded link tells nobody's name"
    assert not plans_of(user)
    client.force_login(cast.sanne.user)
    ask = client.get(reverse("invitation_yes", args=[cast.plan.pk, invited.pk]))
    assert ADDRESS in ask.content.decode()
    client.post(reverse("invitation_yes", args=[cast.plan.pk, invited.pk]))
    assert plans_of(user) == [cast.plan]
    assert {str(c) for c in casting.visit(_again(marloes)).chapters().values()} == {
        "groeiplan.goals"
    }
    assert_keys_are_right(cast.plan)
    told = [act for act in acts(cast.plan) if not act.startswith("consent")]
    assert told[-3:] == ["invited", "accepted", "confirmed"]
    client.force_login(user)
    assert client.get(link(invited)).status_code == 302


def test_the_mail_says_nothing_about_the_family(cast, invited):
    mail = Mail.objects.get(to=ADDRESS)
    for secret in ("Sanne", "Marloes", "Jong", "Ons plan", "Noor", "mentor", str(cast.plan.pk)):
        assert secret not in mail.subject + mail.body
    assert invited.token not in mail.subject
    assert invited.token not in str(Invitation.objects.filter(pk=invited.pk).values())


def test_who_is_not_logged_in_reads_no_name_and_comes_back_here(cast, invited, client):
    page = client.get(link(invited))
    text = page.content.decode()
    for secret in ("Sanne", "Marloes", "Jong", "Ons plan", ADDRESS):
        assert secret not in text
    after = urlencode({"next": link(invited)})
    assert f"{reverse('account_login')}?{after}" in text
    assert f"{reverse('account_signup')}?{after}" in text
    assert client.post(link(invited), {"account": "dit"}).status_code == 200
    assert Invitation.objects.get(pk=invited.pk).accepted_at is None


def test_logging_in_brings_one_back_to_the_invitation(cast, invited, client):
    account(ADDRESS)
    form = {"login": ADDRESS, "password": "een lang wachtwoord", "next": link(invited)}
    answer = client.post(reverse("account_login"), form)
    assert answer.status_code == 302
    assert answer.url == link(invited)


def test_the_address_of_the_page_goes_nowhere_and_the_page_is_not_kept(invited, client):
    assert client.get(link(invited)).headers["Referrer-Policy"] == "no-referrer"
    client.force_login(account(ADDRESS))
    answer = client.get(link(invited))
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_refused_link_stands_in_no_log(invited, client, caplog):
    caplog.set_level("WARNING", "django.request")
    client.get("/bestaat-niet/")
    assert "bestaat-niet" in caplog.text  # so that we know it listens
    client.force_login(account(ADDRESS, verified=False))
    assert client.get(link(invited)).status_code == 403
    Invitation.objects.filter(pk=invited.pk).update(closed_at=timezone.now())
    assert client.get(link(invited)).status_code == 410
    assert invited.token not in caplog.text


def test_logging_out_to_use_another_account_comes_back_here(invited, client):
    client.force_login(account("ander@school.test"))
    assert client.post(reverse("account_logout"), {"next": link(invited)}).url == link(invited)


# --- T28: another account, forwarded, expired, reused, raced ----------


def test_another_address_is_asked_first(cast, invited, client):
    client.force_login(account("anders@thuis.test"))
    for answer in (client.get(link(invited)), client.post(link(invited))):
        assert "ging naar een ander adres" in answer.content.decode()
        assert "Marloes" not in answer.content.decode()
        assert ADDRESS not in answer.content.decode()
    assert Invitation.objects.get(pk=invited.pk).accepted_at is None
    assert "Ben jij Marloes?" in client.get(link(invited), {"account": "dit"}).content.decode()
    client.post(link(invited), {"account": "dit"})
    assert Invitation.objects.get(pk=invited.pk).accepted_by.email == "anders@thuis.test"


def test_a_forwarded_link_makes_nobody_marloes(cast, marloes, invited, client):
    stranger = account("vreemd@elders.test")
    invitations.accept(invited, by=stranger)
    client.force_login(cast.sanne.user)
    client.post(reverse("invitation_no", args=[cast.plan.pk, invited.pk]))
    assert _again(marloes).user is None
    assert acts(cast.plan)[-1] == "refused"
    client.force_login(stranger)
    assert client.get(link(invited)).status_code == 410
    with unusable("closed"):
        invitations.accept(invited, by=account(ADDRESS))
    with unusable("closed"):
        invitations.confirm(invited, by=cast.sanne)
    assert not plans_of(stranger)
    assert_keys_are_right(cast.plan)


def test_an_account_that_never_proved_its_address_waits(invited, client):
    user = account(ADDRESS, verified=False)
    client.force_login(user)
    answer = client.post(link(invited), {"account": "dit"})
    assert answer.status_code == 403
    assert "Bevestig eerst je e-mailadres" in answer.content.decode()
    with unusable("unverified"):
        invitations.accept(invited, by=user)


@pytest.mark.parametrize(
    ("later", "status"),
    [(timedelta(seconds=-1), 200), (timedelta(), 410), (timedelta(seconds=1), 410)],
)
def test_fourteen_days_to_the_second(invited, client, later, status):
    user = account(ADDRESS)
    with time_machine.travel(invited.expires + later, tick=False):
        client.force_login(user)
        answer = client.get(link(invited))
        assert answer.status_code == status
        if status == 410:
            assert "verlopen" in answer.content.decode()
            with unusable("expired"):
                invitations.accept(invited, by=user)


def test_an_unknown_link_is_404_and_says_what_to_do(db, client):
    for token in ("bestaat-niet", "x" * 3000, "é😀"):
        answer = client.get(reverse("invitation", args=[token]))
        assert answer.status_code == 404
        assert "Vraag wie je uitnodigde" in answer.content.decode()


def test_only_one_account_wins_a_race(cast, marloes, invited, client):
    first, second = account(ADDRESS), account("tweede@school.test")
    seen_by_both = Invitation.objects.get(pk=invited.pk)
    also = Invitation.objects.get(pk=invited.pk)
    invitations.accept(seen_by_both, by=first)
    with unusable("used"):
        invitations.accept(also, by=second)
    client.force_login(second)
    assert client.get(link(invited)).status_code == 410
    invitations.confirm(invited, by=cast.sanne)
    assert _again(marloes).user == first
    with unusable("closed"):
        invitations.confirm(invited, by=cast.sanne)


def test_who_stands_in_the_plan_already_cannot_become_a_second_card(cast, invited, client):
    EmailAddress.objects.create(user=cast.ilse.user, email=cast.ilse.user.email, verified=True)
    client.force_login(cast.ilse.user)
    answer = client.get(link(invited), {"account": "dit"})
    assert answer.status_code == 410
    assert "doe je al mee" in answer.content.decode()
    with unusable("other_card"):
        invitations.accept(invited, by=cast.ilse.user)


def test_meanwhile_this_account_became_another_card(cast, marloes, invited):
    user = account(ADDRESS)
    invitations.accept(invited, by=user)
    Person.objects.create(plan=cast.plan, name="Iemand", kind="network", user=user)
    with unusable("other_card"):
        invitations.confirm(invited, by=cast.sanne)
    assert _again(marloes).user is None
    assert not invited.yeses.exists()


def test_a_card_that_meanwhile_has_an_account_is_not_given_away(cast, marloes, invited, client):
    invitations.accept(invited, by=account(ADDRESS))
    Person.objects.filter(pk=marloes.pk).update(user=account("eerder@school.test"))
    with unusable("used"):
        invitations.confirm(invited, by=cast.sanne)
    with unusable("used"):
        invitations.invite(by=cast.sanne, person=marloes, email=ADDRESS)
    assert _again(marloes).user.email == "eerder@school.test"


def test_an_inviter_who_left_lets_nobody_in_any_more(cast, invited, client):
    Person.objects.filter(pk=cast.sanne.pk).update(family_until=timezone.now())
    user = account(ADDRESS)
    client.force_login(user)
    assert client.get(link(invited)).status_code == 410
    with unusable("closed"):
        invitations.accept(invited, by=user)


def test_when_the_inviter_left_after_it_was_accepted_another_adult_decides(cast, marloes, invited):
    invitations.accept(invited, by=account(ADDRESS))
    Person.objects.filter(pk=cast.sanne.pk).update(family_until=timezone.now())
    cast.sanne.refresh_from_db()
    keys.sync(cast.plan)
    with pytest.raises(PermissionDenied):
        invitations.confirm(invited, by=cast.sanne)
    with pytest.raises(PermissionDenied):
        invitations.confirm(invited, by=cast.noor)  # thirteen
    invitations.confirm(invited, by=cast.kees)
    assert _again(marloes).user.email == ADDRESS
    assert_keys_are_right(cast.plan)


def test_an_emptied_card_lets_nobody_in(cast, marloes, invited):
    accepted = sent(cast.sanne, people.add(by=cast.sanne, name="Ed", kind="network"), "ed@x.test")
    invitations.accept(accepted, by=account("ed@x.test"))
    people.empty(accepted.person, by=cast.sanne)
    people.empty(marloes, by=cast.sanne)
    with unusable("closed"):
        invitations.accept(invited, by=account(ADDRESS))
    with unusable("closed"):
        invitations.confirm(accepted, by=cast.sanne)
    with pytest.raises(PermissionDenied):
        invitations.invite(by=cast.sanne, person=marloes, email=ADDRESS)


def test_a_new_invitation_closes_the_one_before(cast, marloes, invited, client):
    again = sent(cast.sanne, marloes, "nieuw@school.test")
    client.force_login(account(ADDRESS))
    assert client.get(link(invited)).status_code == 410
    assert client.get(link(again), {"account": "dit"}).status_code == 200


def test_another_parents_new_invitation_ends_the_one_that_stood(cast, marloes, invited, client):
    his = sent(cast.kees, marloes, "m@thuis.test")
    standing = Invitation.objects.filter(person=marloes, confirmed_at=None, closed_at=None)
    assert list(standing) == [his]
    client.force_login(account(ADDRESS))
    assert client.get(link(invited)).status_code == 410
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.filter(pk=invited.pk).update(closed_at=None)


def test_sent_twice_it_is_one_invitation_and_one_mail(cast, marloes):
    one = uuid4()
    for _twice in range(2):
        invitations.invite(by=cast.sanne, person=marloes, email=ADDRESS, invitation_id=one)
    assert Mail.objects.filter(to=ADDRESS).count() == 1
    with pytest.raises(IntegrityError):
        invitations.invite(by=cast.kees, person=marloes, email=ADDRESS, invitation_id=one)


# --- as family: every adult who already is ----------


@pytest.fixture
def joyce(cast):
    """Sanne's sister moves in: a relative's card, not yet in the circle."""
    return people.add(by=cast.sanne, name="Joyce", kind="family", role="tante")


def test_becoming_family_takes_the_yes_of_both_parents(cast, joyce, client):
    invited = sent(cast.sanne, joyce, "joyce@thuis.test", as_family=True)
    user = account("joyce@thuis.test")
    invitations.accept(invited, by=user)
    assert {m.to for m in Mail.objects.filter(subject="Er staat iets voor je klaar")} == {
        cast.sanne.user.email,
        cast.kees.user.email,
    }
    client.force_login(cast.sanne.user)
    client.post(reverse("invitation_yes", args=[cast.plan.pk, invited.pk]))
    assert _again(joyce).user is None
    page = client.get(reverse("consent:index", args=[cast.plan.pk])).content.decode()
    assert "Nog nodig is het ja van" in page
    assert "Kees" in page
    assert not plans_of(user)
    client.force_login(cast.kees.user)
    ask = reverse("invitation_yes", args=[cast.plan.pk, invited.pk])
    assert ask in client.get(reverse("consent:index", args=[cast.plan.pk])).content.decode()
    assert "hoort daarna bij het gezin" in client.get(ask).content.decode()
    client.post(ask)
    assert casting.visit(_again(joyce)).is_family
    assert_keys_are_right(cast.plan)
    assert acts(cast.plan)[-3:] == ["accepted", "confirmed", "confirmed"]


def test_an_operator_closing_an_account_does_not_take_away_whose_yes_is_needed(cast, joyce):
    cast.sanne.user.is_active = False
    cast.sanne.user.save()
    invited = sent(cast.kees, joyce, "joyce@thuis.test", as_family=True)
    invitations.accept(invited, by=account("joyce@thuis.test"))
    invitations.confirm(invited, by=cast.kees)
    assert _again(joyce).user is None
    assert invitations.still_to_confirm(invited) == [cast.sanne]


def test_a_child_can_refuse_but_not_let_in(cast, joyce, client):
    invited = sent(cast.sanne, joyce, "joyce@thuis.test", as_family=True)
    invitations.accept(invited, by=account("joyce@thuis.test"))
    client.force_login(cast.noor.user)
    assert client.get(reverse("invitation_yes", args=[cast.plan.pk, invited.pk])).status_code == 403
    client.post(reverse("invitation_no", args=[cast.plan.pk, invited.pk]))
    assert Invitation.objects.get(pk=invited.pk).closed_at


def test_sems_card_stands_in_the_circle_so_all_adults_must_agree_to_his_account(cast):
    invited = sent(cast.sanne, cast.sem, "sem@thuis.test")
    assert invited.as_family
    invitations.accept(invited, by=account("sem@thuis.test"))
    invitations.confirm(invited, by=cast.sanne)
    assert _again(cast.sem).user is None
    invitations.confirm(invited, by=cast.kees)
    assert casting.visit(_again(cast.sem)).is_family


def test_a_relative_who_was_a_guest_becomes_family_with_the_same_account(cast, joyce, client):
    user = account("joyce@thuis.test")
    invitations.accept(first := sent(cast.sanne, joyce, user.email), by=user)
    invitations.confirm(first, by=cast.sanne)
    share(cast.sanne, _again(joyce), look=["groeiplan.goals"])
    invited = sent(cast.sanne, _again(joyce), user.email, as_family=True)
    with unusable("other_card"):
        invitations.accept(invited, by=account("ander@thuis.test"))
    invitations.accept(invited, by=user)
    for adult in (cast.sanne, cast.kees):
        invitations.confirm(invited, by=adult)
    assert casting.visit(_again(joyce)).is_family
    with unusable("used"):
        invitations.invite(by=cast.sanne, person=joyce, email=user.email, as_family=True)
    assert_keys_are_right(cast.plan)


def test_only_relatives_become_family_and_only_family_invites(cast, marloes):
    with pytest.raises(PermissionDenied):
        invitations.invite(by=cast.sanne, person=marloes, email=ADDRESS, as_family=True)
    for outsider in (cast.ilse, cast.ayse):
        with pytest.raises(PermissionDenied):
            invitations.invite(by=outsider, person=marloes, email=ADDRESS)
    assert not Invitation.objects.exists()


# --- the pages ----------


@pytest.mark.parametrize("who", ["ilse", "riet", "wim", "ayse", "stranger", "superuser"])
def test_the_familys_pages_are_not_there_for_others(cast, marloes, invited, client, who):
    invitations.accept(invited, by=account(ADDRESS))
    somebody = getattr(cast, who)
    client.force_login(getattr(somebody, "user", somebody))
    plan = cast.plan.pk
    for name, pk in (
        ("invite", marloes.pk),
        ("invitation_yes", invited.pk),
        ("invitation_no", invited.pk),
    ):
        for method in (client.get, client.post):
            assert method(reverse(name, args=[plan, pk])).status_code == 404
    assert Invitation.objects.get(pk=invited.pk).waits_for_confirmation


def test_another_familys_invitation_is_not_there(cast, invited, client):
    invitations.accept(invited, by=account(ADDRESS))
    client.force_login(cast.ayse.user)
    for name in ("invitation_yes", "invitation_no"):
        assert client.post(reverse(name, args=[cast.other_plan.pk, invited.pk])).status_code == 404


def test_the_page_to_invite_says_what_family_means_and_keeps_what_was_typed(cast, joyce, client):
    client.force_login(cast.sanne.user)
    url = reverse("invite", args=[cast.plan.pk, joyce.pk])
    page = client.get(url).content.decode()
    assert "Niemand kan een gezinslid uit het plan zetten" in page
    assert "Kees" in page
    wrong = client.post(
        url, {"place": "family", "email": "geen <b>adres</b>", "invitation_id": uuid4()}
    )
    assert wrong.status_code == 422
    assert "geen &lt;b&gt;adres&lt;/b&gt;" in wrong.content.decode()
    assert not Mail.objects.exists()
    right = {"place": "family", "email": "joyce@thuis.test", "invitation_id": uuid4()}
    for _double_click in range(2):
        assert client.post(url, right).status_code == 302
    assert Invitation.objects.get().as_family
    assert Mail.objects.count() == 1


def test_who_is_in_already_needs_no_invitation(cast, client):
    client.force_login(cast.sanne.user)
    for person in (cast.ilse, cast.kees):
        url = reverse("invite", args=[cast.plan.pk, person.pk])
        assert client.get(url).status_code == 200
        assert client.post(url, {"email": "x@y.test"}).status_code == 422
    assert not Invitation.objects.exists()


def test_nobody_may_put_family_in_a_form_for_a_professional(cast, marloes, client):
    client.force_login(cast.sanne.user)
    form = {"place": "family", "email": ADDRESS, "invitation_id": uuid4()}
    client.post(reverse("invite", args=[cast.plan.pk, marloes.pk]), form)
    assert not Invitation.objects.get().as_family


def test_an_invitation_is_taken_back_before_anybody_came(cast, invited, client):
    client.force_login(cast.kees.user)
    url = reverse("invitation_no", args=[cast.plan.pk, invited.pk])
    assert "Uitnodiging intrekken" in client.get(url).content.decode()
    client.post(url)
    assert client.post(url).status_code == 404
    assert acts(cast.plan)[-1] == "taken_back"
    journal = client.get(reverse("journal", args=[cast.plan.pk])).content.decode()
    assert "Nam de uitnodiging van Marloes terug" in journal
    client.force_login(account(ADDRESS))
    assert client.get(link(invited)).status_code == 410


def test_twenty_invitations_a_day_and_then_tomorrow(cast, marloes, client):
    for number in range(20):
        invitations.invite(by=cast.sanne, person=marloes, email=f"m{number}@school.test")
    client.force_login(cast.sanne.user)
    page = reverse("invite", args=[cast.plan.pk, marloes.pk])
    form = {"email": ADDRESS, "invitation_id": uuid4()}
    answer = client.post(page, form)
    assert answer.status_code == 422
    assert "vandaag al twintig uitnodigingen" in answer.content.decode()
    assert ADDRESS in answer.content.decode()
    assert not Mail.objects.filter(to=ADDRESS).exists()
    invitations.invite(
        by=cast.ayse,
        person=people.add(by=cast.ayse, name="Bas", kind="network"),
        email="bas@school.test",
    )
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        client.force_login(cast.sanne.user)
        assert client.post(page, form).status_code == 302


def test_sent_again_with_another_address_nothing_is_said_to_be_sent(cast, marloes, client):
    client.force_login(cast.sanne.user)
    page = reverse("invite", args=[cast.plan.pk, marloes.pk])
    form = {"email": ADDRESS, "invitation_id": str(uuid4())}
    assert client.post(page, form).status_code == 302
    again = client.post(page, form | {"email": "anders@school.test"})
    assert again.status_code == 409
    assert "anders@school.test" in again.content.decode()
    assert form["invitation_id"] not in again.content.decode()
    assert not Mail.objects.filter(to="anders@school.test").exists()


def _again(person):
    return Person.objects.get(pk=person.pk)


WAITS = "Er staat iemand voor de deur"


def test_who_waits_at_the_door_stands_on_the_plan_page_until_it_is_said(
    cast, client, marloes, invited
):
    plan, list_of_people = (reverse(name, args=[cast.plan.pk]) for name in ("plan", "people"))
    invite = reverse("invite", args=[cast.plan.pk, marloes.pk])

    def read(person, address):
        client.force_login(person.user)
        return client.get(address).content.decode()

    card = reverse("person_change", args=[cast.plan.pk, marloes.pk])
    assert WAITS not in read(cast.sanne, plan) and invite in read(cast.sanne, list_of_people)
    assert invite in read(cast.sanne, card)
    invitations.accept(invited, by=account(ADDRESS))
    for _turn in range(2):  # not only once
        assert f"{WAITS}: is dit Marloes?" in read(cast.sanne, plan)
    for other in (cast.kees, cast.noor, cast.ilse):  # whose yes is not asked
        assert WAITS not in read(other, plan)
    there = read(cast.sanne, list_of_people)
    assert f"{WAITS}. Is dit Marloes?" in there and invite not in there
    assert invite not in read(cast.sanne, card)
    invitations.confirm(invited, by=cast.sanne)
    assert WAITS not in read(cast.sanne, plan) + read(cast.sanne, list_of_people)


def test_whoever_said_yes_to_new_family_is_not_asked_again(cast, client):
    aunt = people.add(by=cast.sanne, name="Els", kind="family")
    invitation = sent(cast.sanne, aunt, "els@thuis.test", as_family=True)
    invitations.accept(invitation, by=account("els@thuis.test"))
    invitations.confirm(invitation, by=cast.sanne)
    for person, asked in ((cast.sanne, False), (cast.kees, True)):
        client.force_login(person.user)
        page = client.get(reverse("plan", args=[cast.plan.pk])).content.decode()
        assert (f"{WAITS}: is dit Els?" in page) is asked
