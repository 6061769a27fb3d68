"""Kijk als oma Riet: what both may see, read only, clearly said, and never a trace of Riet."""

import json
import re
from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from consent.actions import Refused, withdraw_all
from groeiplan import keys, look_as
from groeiplan.access import CHANGE, enter, visit_of
from groeiplan.actions import items, people, private_time
from groeiplan.models import ContactDetail, Entry, Goal, Key, Person, Plan, Step, Story
from tests.cast import account, chapter, share

pytestmark = pytest.mark.django_db
FAMILY = ("sanne", "noor", "kees")
GUESTS = ("riet", "ilse", "bakker")
HOUR = timedelta(hours=1)

row = st.fixed_dictionaries(
    {
        "model": st.sampled_from([Story, Goal]),
        "by": st.sampled_from(FAMILY),
        "told_by": st.sampled_from(["self", "self", "sem"]),
        "audience": st.sampled_from(["keyholders", "keyholders", "family", "readers", "teller"]),
        "about": st.sets(st.sampled_from(["noor", "sem", "kees"]), max_size=2),
        "readers": st.sets(st.sampled_from([*FAMILY, *GUESTS]), max_size=2),
    }
)
consent = st.fixed_dictionaries(
    {
        "receiver": st.sampled_from(GUESTS),
        "look": st.sets(st.sampled_from(["groeiplan.stories", "groeiplan.goals"]), min_size=1),
        "change": st.sets(st.sampled_from(["groeiplan.goals"])),
        "about": st.sets(st.sampled_from(["noor", "sem"])),
        "begins": st.integers(-48, 4),
        "hours": st.integers(1, 72),
    }
)


@pytest.fixture
def sanne(cast, client):
    client.force_login(cast.sanne.user)
    return client


def url(name, cast, *rest):
    return reverse(name, args=[cast.plan.pk, *(getattr(one, "pk", one) for one in rest)])


def look(client, cast, other, **sent):
    return client.post(url("look_as", cast, other), sent)


def text(answer):
    return answer.content.decode()


def asked(me, session=None, method="get"):
    """A request of this person, with a session that lasts over the test."""
    request = getattr(RequestFactory(), method)("/")
    request.user, request.session = me.user, {} if session is None else session
    return request


def seen_as(me, other, draft=None, now=None):
    """The visit of `me`, looking as `other`."""
    request = asked(me)
    visit = visit_of(me.user, me.plan_id)
    look_as.begin(request, visit, visit.people[other.pk], draft)
    return enter(request, me.plan_id)


def ids(visit, model):
    return {one.pk for one in visit.rows(model)} if visit else set()


def visit_or_none(person):
    try:
        return visit_of(person.user, person.plan_id)
    except Http404:
        return None


def without_account(cast):
    """Tante Els: a card without account, and what stands ready for her."""
    els = people.add(by=cast.sanne, name="tante Els", kind="network", role="tante")
    share(cast.sanne, els, look=["groeiplan.stories"])
    return els


# --- What one sees ------------------------------------------------------------------------------


def test_one_sees_what_both_may_see(cast):
    hers = items.write(Story(text="van Sanne alleen", audience="teller"), by=cast.sanne)
    his = items.write(Story(text="van Kees alleen", audience="teller"), by=cast.kees)
    both = items.write(Story(text="van ons gezin", audience="family"), by=cast.kees)
    for_noor = items.write(
        Story(text="voor Noor", audience="readers"), by=cast.kees, readers=[cast.noor]
    )
    visit = seen_as(cast.sanne, cast.kees)
    assert ids(visit, Story) == {both.pk} == {one.pk for one in visit.all(Story)}
    assert {one.pk for one in visit.glance(Story)} == {both.pk}
    for hidden in (hers, his, for_noor):
        with pytest.raises(Http404):
            visit.get(Story, hidden.pk)
    assert for_noor.pk in ids(visit_of(cast.noor.user, cast.plan.pk), Story)
    assert for_noor.pk not in ids(seen_as(cast.sanne, cast.noor), Story)


def test_a_guest_is_shown_with_its_own_doors_and_nothing_more(cast, sanne):
    items.write(Goal(title="doel van ons"), by=cast.sanne)
    look(sanne, cast, cast.riet)
    page = text(sanne.get(url("plan", cast)))
    assert "Je kijkt als oma Riet." in page and "Stop met kijken als" in page
    assert "doel van ons" not in page
    assert reverse("consent:index", args=[cast.plan.pk]) not in page
    assert sanne.get(url("goals", cast)).status_code == 404
    assert sanne.get(url("journal", cast)).status_code == 404
    assert sanne.get(url("agreements", cast)).status_code == 200
    assert "<strong>jij</strong>" in text(sanne.get(url("agreements", cast)))


def test_who_can_see_this_is_told_as_that_person_reads_it(cast, sanne):
    look(sanne, cast, cast.kees)
    assert "oma Riet" in text(sanne.get(url("agreements", cast))).split('class="who')[1][:900]
    look(sanne, cast, cast.ilse)
    who = text(sanne.get(url("goals", cast))).split('class="who')[1].split("</div>")[0]
    assert "het gezin" in who and "Wim" not in who and "oma Riet" not in who


@pytest.mark.django_db
@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # shrinking over a database takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    rows=st.lists(row, min_size=1, max_size=5),
    consents=st.lists(consent, max_size=4),
    alone=st.sampled_from([None, *Plan.Private]),
    me=st.sampled_from(["sanne", "kees", "noor"]),
)
def test_rows_are_mine_and_the_others(cast, rows, consents, alone, me):
    """T8: whoever looks as whom, in whatever family: what is shown is what both may see."""
    with transaction.atomic():  # the next example begins with the cast alone
        point, start = transaction.savepoint(), timezone.now()
        _live(cast, rows, consents, start)
        if alone:
            cast.plan.private_for, cast.plan.private_until = alone, start + timedelta(hours=1)
            cast.plan.save()
        mine = getattr(cast, me)
        own = visit_of(mine.user, cast.plan.pk)
        for name in {"sanne", "kees", "noor", "riet", "ilse", "bakker"} - {me}:
            other = Person.objects.get(pk=getattr(cast, name).pk)
            visit, theirs = seen_as(mine, other), visit_or_none(other)
            for model in (Story, Goal):
                shown = ids(visit, model)
                assert shown == ids(own, model) & ids(theirs, model), (me, name)
                assert shown == {one.pk for one in visit.all(model)}
                assert shown == {one.pk for one in visit.glance(model)}
            opened = set(theirs.chapters()) if theirs else set()
            assert set(visit.chapters()) == opened & set(own.chapters())
            assert visit.chapters(right=CHANGE) == {}
        assert keys.differences(cast.plan) == (set(), set())
        transaction.savepoint_rollback(point)


def _live(cast, rows, consents, start):
    for one in rows:
        item = one["model"](audience=one["audience"])
        if one["told_by"] == "sem":
            item.told_by = cast.sem
        about, readers = ([getattr(cast, name) for name in one[of]] for of in ("about", "readers"))
        items.write(item, by=getattr(cast, one["by"]), about=about, readers=readers)
    for one in consents:
        with suppress(Refused):  # what cannot be given is not there
            share(
                cast.sanne,
                getattr(cast, one["receiver"]),
                look=one["look"],
                change=one["change"],
                about=[getattr(cast, name) for name in one["about"]],
                since=start + one["begins"] * HOUR,
                until=start + (one["begins"] + one["hours"]) * HOUR,
            )


# --- Without an account, and before saying yes --------------------------------------------------


def test_a_card_without_account_shows_what_it_would_see_with_one(cast):
    els = without_account(cast)
    open_to_all = items.write(Story(text="iedereen"), by=cast.sanne)
    items.write(Story(text="gezin", audience="family"), by=cast.sanne)
    items.write(Goal(title="niet gedeeld"), by=cast.sanne)
    looked = seen_as(cast.sanne, els)
    told = {model: ids(looked, model) for model in (Story, Goal)}
    opened = set(looked.chapters())
    assert told == {Story: {open_to_all.pk}, Goal: set()}
    Person.objects.filter(pk=els.pk).update(user=account("els"))
    keys.sync(cast.plan)
    els.refresh_from_db()
    real = visit_of(els.user, cast.plan.pk)
    assert told == {model: ids(real, model) for model in (Story, Goal)}
    assert opened == set(real.chapters())


def test_a_child_of_the_circle_without_account_sees_as_family(cast, sanne):
    told = items.write(Story(text="voor ons", audience="family"), by=cast.sanne)
    visit = seen_as(cast.sanne, cast.sem)
    assert visit.is_family and ids(visit, Story) == {told.pk}
    look(sanne, cast, cast.sem)
    assert "Sem heeft nog geen account. Dit staat klaar." in text(sanne.get(url("plan", cast)))


def test_a_draft_shows_what_this_person_would_see_once_all_said_yes(cast):
    goal = items.write(Goal(title="over Noor"), by=cast.sanne, about=[cast.noor])
    items.write(Goal(title="over Sem"), by=cast.sanne, about=[cast.sem])
    draft = look_as.Draft(chapters=(chapter(cast.plan, "groeiplan.goals"),), about=(cast.noor,))
    before = set(Key.objects.values_list("pk", flat=True))
    looked = seen_as(cast.sanne, cast.riet, draft)
    shown, opened = ids(looked, Goal), set(looked.chapters())
    assert shown == {goal.pk}
    assert set(Key.objects.values_list("pk", flat=True)) == before
    assert ids(visit_of(cast.riet.user, cast.plan.pk), Goal) == set(), "nothing was shared"
    share(cast.sanne, cast.riet, look=["groeiplan.goals"], about=[cast.noor])
    real = visit_of(cast.riet.user, cast.plan.pk)
    assert shown == ids(real, Goal) and opened == set(real.chapters())


def test_a_draft_that_replaces_a_yes_leaves_that_one_out(cast):
    draft = look_as.Draft(
        chapters=(chapter(cast.plan, "timeline.people"),), replaces=cast.ilse_consent.pk
    )
    opened = {str(one) for one in seen_as(cast.sanne, cast.ilse, draft).chapters().values()}
    assert opened == {"timeline.people"}


def test_from_the_form_and_back_to_the_page_where_it_waits(cast, sanne):
    back = f"/plans/{cast.plan.pk}/delen/iemand/"
    sent = {
        "draft": "1",
        "draft_of": back,
        "look": ["groeiplan.goals", "groeiplan.stories"],
        "whole": "yes",
        "purpose": "meedenken over school",
    }
    assert look(sanne, cast, cast.bakker, **sent)["Location"] == url("plan", cast)
    assert "meedenken" not in json.dumps(sanne.session[look_as.KEPT])
    page = text(sanne.get(url("goals", cast)))
    assert "Zo is het als iedereen ja zegt. Er is nu nog niets gedeeld." in page
    answer = sanne.post(url("look_as_stop", cast))
    assert (answer.status_code, answer["Location"]) == (302, back)
    page = text(sanne.get(url("plan", cast)))
    assert "Je kijkt weer als jezelf. Er is nog niets gedeeld." in page
    assert "Je kijkt als" not in page


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/plans/", "javascript:alert(1)", "other"]
)
def test_the_way_back_leads_nowhere_else(cast, sanne, back):
    if back == "other":
        back = f"/plans/{cast.plan.pk}//evil.example"
    look(sanne, cast, cast.bakker, draft="1", draft_of=back, look=["groeiplan.goals"])
    answer = sanne.post(url("look_as_stop", cast))
    assert answer["Location"] == url("plan", cast)


@pytest.mark.parametrize(
    "sent", [{}, {"look": "onzin"}, {"whole": "no", "about": "x", "look": "y"}]
)
def test_a_draft_of_nothing_is_asked_again(cast, sanne, sent):
    answer = look(sanne, cast, cast.riet, draft="1", **sent)
    assert answer.status_code == 422
    assert "Kies eerst ten minste één deel" in text(answer)
    assert "Je kijkt als" not in text(sanne.get(url("plan", cast)))


# --- Only looking -------------------------------------------------------------------------------


def test_it_only_looks(cast, sanne):
    story = items.write(Story(text="mijn verhaal"), by=cast.sanne)
    visit = seen_as(cast.sanne, cast.ilse)
    share(cast.sanne, cast.ilse, change=["groeiplan.stories"])
    row = seen_as(cast.sanne, cast.ilse).get(Story, story.pk)
    assert not visit.may_change(row) and not visit.may_tend(row)
    look(sanne, cast, cast.ilse)
    for name, rest in (("story_add", ()), ("story_change", (story,))):
        for answer in (sanne.get(url(name, cast, *rest)), sanne.post(url(name, cast, *rest), {})):
            assert answer.status_code == 403, name
            assert "Je kijkt nu als Ilse. Stop daar eerst mee." in text(answer)
    story.refresh_from_db()
    assert story.text == "mijn verhaal"


def test_every_post_is_refused_but_stopping(cast, sanne):
    look(sanne, cast, cast.kees)
    before = Story.objects.count(), Entry.objects.count()
    for name in ("plan", "people", "agreements", "person_add", "private_time", "story_add"):
        answer = sanne.post(url(name, cast), {"name": "x", "kind": "network"})
        assert answer.status_code == 403, name
        assert "Je kijkt nu als Kees." in text(answer)
    assert (Story.objects.count(), Entry.objects.count()) == before
    assert sanne.post(url("look_as_stop", cast)).status_code == 302
    assert sanne.get(url("person_add", cast)).status_code == 200


def test_nothing_that_was_taken_away_comes_along(cast):
    from groeiplan.undo import removed_lately

    story = items.write(Story(text="weg", audience="teller"), by=cast.kees)
    items.remove(story, by=cast.kees, version=story.version)
    assert removed_lately(visit_of(cast.kees.user, cast.plan.pk), Story)
    assert removed_lately(seen_as(cast.sanne, cast.kees), Story) == []


def test_a_contact_that_was_meant_for_one_stays_there(cast, sanne):
    items.write(
        ContactDetail(person=cast.kees, kind="address", value="Geheimlaan 1", audience="teller"),
        by=cast.kees,
    )
    look(sanne, cast, cast.kees)
    for name in ("people", "plan", "paper", "taking_along"):
        assert "Geheimlaan" not in sanne.get(url(name, cast)).content.decode(errors="ignore")


# --- No trace of the other ----------------------------------------------------------------------


def test_the_journal_does_not_say_that_riet_looked(cast, sanne):
    before = Entry.objects.filter(plan=cast.plan).count()
    look(sanne, cast, cast.riet)
    for name in ("agreements", "plan", "news", "paper", "taking_along"):
        assert sanne.get(url(name, cast)).status_code == 200
    sanne.get(f"/api/v1/plans/{cast.plan.pk}")
    sanne.post(url("look_as_stop", cast))
    assert Entry.objects.filter(plan=cast.plan).count() == before
    assert keys.differences(cast.plan) == (set(), set())


def test_paper_and_copy_say_who_looked_as_whom(cast, sanne):
    look(sanne, cast, cast.riet)
    for address in (url("paper", cast), reverse("timeline:paper", args=[cast.plan.pk])):
        pages = PdfReader(BytesIO(sanne.get(address).content)).pages
        for page in pages:
            assert "Geprint door Sanne, die keek als oma Riet." in page.extract_text()
    taken = json.loads(sanne.get(url("taking_along", cast)).content)
    assert (taken["taken_by"], taken["seen_as"]) == ("Sanne", "oma Riet")


def test_the_api_shows_the_same(cast, sanne):
    items.write(Goal(title="doel"), by=cast.sanne)
    look(sanne, cast, cast.riet)
    frame = sanne.get(f"/api/v1/plans/{cast.plan.pk}").json()
    assert frame["me"]["name"] == "oma Riet" and frame["is_family"] is False
    assert not any(one["may_change"] for one in frame["chapters"])
    assert sanne.get(f"/api/v1/plans/{cast.plan.pk}/goals").status_code == 404


# --- Beginning and ending -----------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ilse", "riet", "bakker", "stranger", "superuser", "ayse"])
def test_only_family_looks_as_another(cast, client, who):
    person = getattr(cast, who)
    client.force_login(getattr(person, "user", person))
    for address in (
        url("look_as_choose", cast),
        url("look_as", cast, cast.kees),
        url("look_as_stop", cast),
    ):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404


def test_not_as_oneself_nor_an_empty_card_nor_somebody_elsewhere(cast, sanne):
    assert look(sanne, cast, cast.sanne).status_code == 422
    assert look(sanne, cast, cast.emir).status_code == 404
    people.empty(cast.wim, by=cast.sanne)
    assert look(sanne, cast, cast.wim).status_code == 404
    assert "Je kijkt als" not in text(sanne.get(url("plan", cast)))


def test_the_cards_to_choose_from(cast, sanne):
    els = without_account(cast)
    page = text(sanne.get(url("look_as_choose", cast)))
    assert url("look_as", cast, els) in page and url("look_as", cast, cast.kees) in page
    assert url("look_as", cast, cast.sanne) not in page
    said = page.split("<strong>tante Els</strong>")[1].split("</li>")[0]
    assert "Heeft nog geen account" in said
    wim = page.split("<strong>Wim</strong>")[1].split("</li>")[0]
    assert "Kan nu niets van jullie plan zien." in wim


def test_it_stops_by_itself_after_half_an_hour(cast, sanne):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        look(sanne, cast, cast.riet)
        clock.shift(timedelta(minutes=30, seconds=-1))
        assert "Je kijkt als" in text(sanne.get(url("plan", cast)))
        clock.shift(1)
        assert "Je kijkt als" not in text(sanne.get(url("plan", cast)))


def test_it_goes_with_the_session_and_stays_in_its_plan(cast, sanne, client):
    look(sanne, cast, cast.riet)
    client.post(reverse("account_logout"))
    client.force_login(cast.sanne.user)
    assert "Je kijkt als" not in text(client.get(url("plan", cast)))
    session = {}
    visit = visit_of(cast.sanne.user, cast.plan.pk)
    look_as.begin(asked(cast.sanne, session), visit, cast.riet)
    assert look_as.of(asked(cast.sanne, session), visit)
    elsewhere = visit_of(cast.ayse.user, cast.other_plan.pk)
    assert look_as.of(asked(cast.ayse, session), elsewhere) is None


def test_who_left_the_family_meanwhile_is_only_themselves(cast):
    session = {}
    visit = visit_of(cast.kees.user, cast.plan.pk)
    look_as.begin(asked(cast.kees, session), visit, cast.riet)
    Person.objects.filter(pk=cast.kees.pk).update(family_until=timezone.now())
    keys.sync(cast.plan)
    share(cast.sanne, cast.kees, look=["groeiplan.goals"])
    assert enter(asked(cast.kees, session), cast.plan.pk).person == cast.kees


def test_withdrawn_while_one_looks_is_shut_at_the_next_page(cast, sanne):
    look(sanne, cast, cast.riet)
    assert sanne.get(url("agreements", cast)).status_code == 200
    withdraw_all(cast.riet, by=cast.kees)
    assert sanne.get(url("agreements", cast)).status_code == 404
    assert "Oma Riet kan jullie plan nu niet openen." in text(sanne.get(url("plan", cast)))


@pytest.mark.parametrize("with_account", [True, False])
def test_time_alone_shuts_it_for_a_guest_one_looks_as(cast, with_account):
    other = cast.riet if with_account else without_account(cast)
    assert seen_as(cast.sanne, other).chapters()
    soon = timezone.now() + timedelta(hours=1)
    private_time.begin(cast.plan, by=cast.sanne, kind="without_help", until=soon)
    assert seen_as(cast.sanne, other).chapters(), "onze mensen stay"
    private_time.begin(cast.plan, by=cast.sanne, kind="family_only", until=soon)
    assert not seen_as(cast.sanne, other).chapters()


def test_a_wrong_word_for_right_changes_nothing(cast):
    session = {}
    request = asked(cast.sanne, session)
    look_as.begin(request, visit_of(cast.sanne.user, cast.plan.pk), cast.ilse)
    with pytest.raises(PermissionDenied):
        enter(asked(cast.sanne, session), cast.plan.pk, "groeiplan", "goals", right=CHANGE)
    with pytest.raises(PermissionDenied):
        enter(asked(cast.sanne, session, "post"), cast.plan.pk, "groeiplan", "goals")
    with pytest.raises(Http404):
        enter(asked(cast.sanne, session, "post"), cast.plan.pk, "groeiplan", "stories")


def _filled(cast, times):
    for number in range(times):
        items.write(Story(text=f"v{number}"), by=cast.sanne, about=[cast.noor])
        goal = items.write(
            Goal(title=f"d{number}", audience="readers"), by=cast.kees, readers=[cast.ilse]
        )
        items.write(Step(goal=goal, title="stap"), by=cast.kees)


def _asked_for(client, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    with CaptureQueriesContext(connection) as asked_for:
        assert client.get(address).status_code == 200
    return len(asked_for)


@pytest.mark.parametrize("kind", ["account", "card", "draft"])
def test_it_asks_the_database_little_more(cast, client, kind):
    _filled(cast, 3)
    other = without_account(cast) if kind == "card" else cast.ilse
    name = "stories" if kind == "card" else "goals"
    client.force_login(cast.sanne.user)
    alone = _asked_for(client, url(name, cast))
    draft = {"draft": "1", "look": ["groeiplan.stories"]} if kind == "draft" else {}
    look(client, cast, other, **draft)
    assert _asked_for(client, url(name, cast)) <= alone + 3
    assert _asked_for(client, url("plan", cast)) <= 25


def test_the_banner_is_on_every_page_of_the_plan_on_paper_too(cast, sanne):
    look(sanne, cast, cast.kees)
    for name in ("plan", "people", "stories", "goals", "agreements", "other_plans", "journal"):
        page = text(sanne.get(url(name, cast)))
        assert page.count("Je kijkt als Kees.") == 1, name
        aside = re.search(r"<aside[^>]*>", page).group()
        assert "no-print" not in aside, name


def test_where_the_other_finds_nothing_it_says_so_and_how_to_stop(cast, sanne, client):
    nothing = sanne.get(reverse("plan", args=[uuid4()])).content
    look(sanne, cast, cast.bakker)
    for name in ("goals", "consent:index", "timeline:index"):  # no key; no room; no key to a room
        page = text(sanne.get(url(name, cast)))
        assert "Deze pagina ziet dr. Bakker niet" in page, name
        assert url("look_as_stop", cast) in page
    client.force_login(cast.bakker.user)
    assert client.get(url("timeline:index", cast)).content == nothing
