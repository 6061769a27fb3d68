"""Ending one's own account: what goes, what stays, and that no plan is lost by it unsaid."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consent.models import Consent
from groeiplan import access, journal, keys, live
from groeiplan.actions import accounts, invitations, items, plans
from groeiplan.actions.private_time import begin
from groeiplan.models import Entry, Goal, Invitation, Key, Mail, Person, Plan, Step, Story, User
from tests.cast import account, ask, visit

pytestmark = pytest.mark.django_db
PASSWORD = "een lang wachtwoord"
ADDRESS = reverse("account_end")


@pytest.fixture(autouse=True)
def nobody_guessed_before():
    cache.clear()
    yield
    cache.clear()


def ends(client, user, password=PASSWORD, **choices):
    client.force_login(user)
    return client.post(ADDRESS, {"password": password, **choices})


def acts(plan):
    return list(plan.journal.order_by("seq").values_list("act", flat=True))


def story(by, text="Ik mis mijn oude school.", **more):
    return items.write(Story(kind="story", text=text, **more), by=by)


def is_whole(plan):
    return keys.differences(plan) == (set(), set()) and journal.verify(plan.pk) == []


def test_it_is_found_from_the_own_account_and_says_first_what_goes_and_what_stays(cast, client):
    client.force_login(cast.kees.user)
    assert ADDRESS in client.get(reverse("account_email")).content.decode()
    page = client.get(ADDRESS).content.decode()
    assert "Wat weggaat" in page and "Wat blijft" in page
    assert "Je e-mailadres en je wachtwoord wissen we." in page
    assert reverse("leave", args=[cast.plan.pk]) in page
    assert reverse("taking_along_first", args=[cast.plan.pk]) in page
    assert "laatste van dit gezin" not in page  # Sanne and Noor hold it too
    assert client.get(ADDRESS).status_code == 200 and User.objects.filter(email__startswith="kees")


def test_kees_ends_his_account_and_what_he_told_stays_with_his_name(cast, client):
    told, hidden = story(cast.kees), story(cast.kees, "Alleen voor mij.", audience="teller")
    address = cast.kees.user.email
    Mail.objects.create(
        to=address, subject="x", body="x", created=timezone.now(), try_after=timezone.now()
    )
    answer = ends(client, cast.kees.user)
    assert (answer.status_code, answer.url) == (302, reverse("home"))
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert "Je account is weg" in client.get(reverse("home")).content.decode()
    cast.kees.refresh_from_db()
    assert (cast.kees.user, cast.kees.name) == (None, "Kees") and cast.kees.family_until
    told.refresh_from_db(), hidden.refresh_from_db()
    assert told.removed is None and hidden.removed is not None
    assert [one.told_by for one in visit(cast.sanne).rows(Story)] == [cast.kees]
    assert not User.objects.filter(email=address).exists()
    assert not Mail.objects.filter(to=address).exists()
    assert acts(cast.plan)[-2:] == [Entry.Act.LEFT, Entry.Act.ACCOUNT_ENDED]
    assert is_whole(cast.plan)
    client.force_login(cast.sanne.user)
    log = client.get(reverse("journal", args=[cast.plan.pk])).content.decode()
    assert "Kees" in log and "Hief het eigen account op" in log
    assert not client.login(email=address, password=PASSWORD)


def test_whoever_is_logged_in_with_it_on_another_device_is_not_any_more(cast, client):
    phone, laptop = Client(), Client()
    phone.force_login(cast.kees.user)
    laptop.force_login(cast.sanne.user)
    key = phone.session.session_key
    lines = [line_of(cast.kees, phone), line_of(cast.sanne, laptop)]
    assert live._logged_in(lines).keys() == set(lines)
    ends(client, cast.kees.user)
    assert not Session.objects.filter(pk=key).exists()
    assert reverse("account_login") in phone.get(reverse("plans"))["Location"]
    assert live._logged_in(lines).keys() == {lines[1]}, "the live line closes"
    assert laptop.get(reverse("plan", args=[cast.plan.pk])).status_code == 200


def line_of(person, device):
    session = device.session
    return live.Line(
        user=person.user.pk,
        session=session.session_key,
        proof=session[HASH_SESSION_KEY],
        plan=person.plan_id,
        tool="timeline",
        part=None,
        seen="",
    )


def test_the_journals_of_all_plans_still_hold(cast, client):
    for who in (cast.kees, cast.ilse, cast.riet):
        ends(client, who.user)
    call_command("verify_journal")
    call_command("synckeys")


def test_without_the_right_password_nothing_happens(cast, client):
    answer = ends(client, cast.kees.user, password="fout")
    assert answer.status_code == 422 and "Clear-Site-Data" not in answer
    assert client.post(ADDRESS, {}).status_code == 422
    cast.kees.refresh_from_db()
    assert cast.kees.user and cast.kees.family_until is None


def test_T20_the_password_is_not_guessed_here(cast, client):
    codes = {
        ends(client, cast.kees.user, password=f"fout {turn}").status_code for turn in range(12)
    }
    assert 429 in codes
    assert ends(client, cast.kees.user).status_code == 429  # nor is the right one told
    assert User.objects.filter(pk=cast.kees.user.pk).exists()


def test_who_is_not_logged_in_ends_nothing(client, db):
    assert "/accounts/login/" in client.get(ADDRESS)["Location"]
    assert client.post(ADDRESS).status_code == 401


def test_nobody_else_is_touched_and_asking_changes_nothing(cast, client):
    before = set(Key.objects.exclude(user=cast.kees.user).values_list("user", "content_object"))
    client.force_login(cast.kees.user)
    client.get(ADDRESS)
    assert Person.objects.filter(user=cast.kees.user).exists()
    ends(client, cast.kees.user)
    assert set(Key.objects.values_list("user", "content_object")) == before


# --- A guest ------------------------------------------------------------------------------------


def test_a_guests_keys_close_at_once_in_every_plan_also_while_they_sleep(cast, client):
    ask(cast.sanne, cast.ilse, look=["groeiplan.stories"], about=[cast.sem])  # waits for Kees
    begin(cast.plan, by=cast.sanne, kind="without_help", until=timezone.now() + timedelta(hours=1))
    user = cast.ilse.user
    assert ends(client, user).status_code == 302
    assert not Key.objects.filter(user=user.pk).exists()
    cast.ilse.refresh_from_db()
    assert (cast.ilse.user, cast.ilse.name) == (None, "Ilse")
    for consent in Consent.objects.filter(receiver=cast.ilse):
        assert consent.withdrawn_by == cast.ilse
    assert acts(cast.plan)[-1] == Entry.Act.ACCOUNT_ENDED and is_whole(cast.plan)


def test_who_left_before_or_whose_yes_is_over_is_not_told_of_again(cast, client):
    """Who went long ago gives no sign of life by ending an account today."""
    before = acts(cast.plan)
    ends(client, cast.wim.user)
    cast.wim.refresh_from_db()
    assert cast.wim.user is None and acts(cast.plan) == before and is_whole(cast.plan)


def test_no_invitation_tells_the_address_any_more_or_lets_anybody_in(cast, client):
    new = account("nieuw")
    person = cast.plan.people.create(name="Nico", kind="network")
    waiting = invitations.invite(by=cast.sanne, person=person, email=new.email)
    invitations.Invitation.objects.filter(pk=waiting.pk).update(
        accepted_by=new, accepted_at=timezone.now()
    )
    old = Invitation.objects.create(
        plan=cast.plan,
        person=cast.riet,
        email=cast.riet.user.email,
        token_digest=uuid4().hex,
        invited_by=cast.sanne,
        created=timezone.now(),
        expires=timezone.now() + timedelta(days=1),
    )
    ends(client, new)
    assert not Invitation.objects.filter(pk=waiting.pk).exists()
    assert not User.objects.filter(pk=new.pk).exists()
    ends(client, cast.riet.user)
    old.refresh_from_db()
    assert old.email == "" and old.closed_at


def test_a_worker_reads_of_how_many_families_and_asks_no_more_for_forty(cast, client):
    user = account("werker")

    def guest_at(number):
        for _one in range(number):
            plan = plans.start(by=account(uuid4().hex), family_name="x", teller="x")
            plan.people.create(name="W", kind="professional", user=user)

    client.force_login(user)
    guest_at(1)
    with_one = _queries(client)
    guest_at(6)
    assert _queries(client) == with_one
    assert "7 andere gezinnen" in client.get(ADDRESS).content.decode()


def _queries(client):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(ADDRESS).status_code == 200
    return len(asked)


# --- The last of the family ---------------------------------------------------------------------


def choice(plan):
    return f"plan-{plan.pk}"


def test_the_last_reads_so_and_must_say_what_becomes_of_the_plan(cast, client):
    client.force_login(cast.ayse.user)
    page = client.get(ADDRESS).content.decode()
    assert "Jij bent de laatste van dit gezin met een account" in page
    assert reverse("people", args=[cast.other_plan.pk]) in page  # invite another first
    answer = ends(client, cast.ayse.user)
    assert answer.status_code == 422
    assert "Kies wat er met dit plan gebeurt." in answer.content.decode()
    assert visit(cast.guardian).plan == cast.other_plan  # nothing happened


def test_the_last_leaves_it_shut_for_everybody_and_kept(cast, client):
    assert ends(client, cast.ayse.user, **{choice(cast.other_plan): "stays"}).status_code == 302
    assert Plan.objects.filter(pk=cast.other_plan.pk).exists()
    assert not access.live_keys(timezone.now(), cast.other_plan).exists()
    with pytest.raises(access.Http404):
        visit(cast.guardian)
    assert is_whole(cast.other_plan)


def test_the_last_may_erase_it(cast, client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = ends(client, cast.ayse.user, **{choice(cast.other_plan): "erased"})
    assert answer.status_code == 302
    assert not Plan.objects.filter(pk=cast.other_plan.pk).exists()
    assert Plan.objects.filter(pk=cast.plan.pk).exists()


def test_another_family_member_means_nobody_can_erase_by_a_made_up_choice(cast, client):
    assert ends(client, cast.kees.user, **{choice(cast.plan): "erased"}).status_code == 302
    assert Plan.objects.filter(pk=cast.plan.pk).exists() and visit(cast.sanne)
    with pytest.raises(accounts.Refused):
        accounts.end(cast.sanne.user, erase={cast.plan.pk})
    assert visit(cast.sanne).plan == cast.plan


def test_who_became_the_last_meanwhile_is_asked_again(cast, client, monkeypatch):
    """Two who end theirs at the same moment: the second read "Noor is still there"."""
    was = accounts.places(cast.sanne.user)
    for who in (cast.kees, cast.noor):
        accounts.end(who.user)
    monkeypatch.setattr(accounts, "places", lambda _user: was)
    answer = ends(client, cast.sanne.user)
    assert answer.url == ADDRESS
    assert "Er is net iets veranderd" in client.get(ADDRESS).content.decode()
    assert visit(cast.sanne).plan == cast.plan


def test_who_came_into_a_plan_meanwhile_is_asked_again(cast, monkeypatch):
    kees = cast.kees.user
    leave = accounts._leave

    def leave_and_start(*args):
        leave(*args)
        plans.start(by=kees, family_name="Nieuw", teller="Kees")

    monkeypatch.setattr(accounts, "_leave", leave_and_start)
    with pytest.raises(accounts.Refused) as refused:
        accounts.end(kees)
    assert refused.value.why == "again"
    assert User.objects.filter(pk=kees.pk).exists()


# --- Young people -------------------------------------------------------------------------------


def test_a_child_under_twelve_stays_with_its_family(cast, client):
    cast.sem.user = account("sem")
    cast.sem.save()
    keys.sync(cast.plan)
    client.force_login(cast.sem.user)
    assert "Je kaart blijft bij je gezin." in client.get(ADDRESS).content.decode()
    running = Consent.objects.filter(plan=cast.plan, withdrawn_at=None).count()
    assert ends(client, cast.sem.user).status_code == 302
    cast.sem.refresh_from_db()
    assert cast.sem.user is None and cast.sem.is_family(timezone.now())
    assert Consent.objects.filter(plan=cast.plan, withdrawn_at=None).count() == running
    assert acts(cast.plan)[-1] == Entry.Act.ACCOUNT_ENDED
    assert Entry.Act.LEFT not in acts(cast.plan) and is_whole(cast.plan)


def test_a_child_that_is_the_last_erases_nothing_and_leaves_no_guest_behind(cast, client):
    emir = cast.emir
    emir.user, emir.family_since = account("emir"), timezone.now()
    emir.save()
    keys.sync(cast.other_plan)
    accounts.end(cast.ayse.user)
    assert ends(client, emir.user, **{choice(cast.other_plan): "erased"}).status_code == 422
    assert ends(client, emir.user, **{choice(cast.other_plan): "stays"}).status_code == 302
    assert Plan.objects.filter(pk=cast.other_plan.pk).exists()
    assert not access.live_keys(timezone.now(), cast.other_plan).exists()


def test_what_was_alone_mine_opens_to_nobody_who_once_wrote_it_down(cast):
    """Written down by Sanne before Noor had an account, kept to herself by Noor since, with words
    of Kees under it: it stays for his sake, and stays shut."""
    goal = items.write(Goal(title="Van Noor", audience="family", told_by=cast.noor), by=cast.sanne)
    items.write(Step(title="Van Kees", goal=goal), by=cast.kees)
    Goal.objects.filter(pk=goal.pk).update(audience="teller")
    accounts.end(cast.noor.user)
    assert Goal.objects.get(pk=goal.pk).removed is None
    assert not visit(cast.sanne).rows(Goal).filter(pk=goal.pk).exists()
