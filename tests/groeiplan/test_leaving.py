"""Going out of a plan, alone and at once, and taking along what one told oneself."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from consent import actions as consents
from consent.models import Consent
from groeiplan import access, files, journal, keys
from groeiplan.actions import items, leaving, people
from groeiplan.actions.people import set_authority
from groeiplan.models import (
    Agreement,
    Chapter,
    ContactDetail,
    Entry,
    Goal,
    Key,
    OtherPlan,
    Person,
    Plan,
    Stance,
    Step,
    StoredFile,
    Story,
    Version,
)
from kitchen_table.models import CardAnswer, RoleCard
from tests import walk
from tests.cast import account, ask, share, visit
from tests.groeiplan import one_of_each
from timeline.models import Moment, Telling

pytestmark = pytest.mark.django_db
WORD = "kanariepiet"


def at(plan, name="leave"):
    return reverse(name, args=[plan.pk])


def answers(**more):
    return {"mine": "stays", "plan_id": str(uuid4()), **more}


def goes(client, who, **more):
    """Both steps; gives the answer to the last."""
    client.force_login(who.user)
    asked = answers(**more)
    first = client.post(at(who.plan), asked)
    assert first.status_code == 200, first.content.decode()
    return client.post(at(who.plan), {**asked, "sure": "1"})


def story(by, text="Ik mis mijn oude school.", **more):
    told = {name: more.pop(name) for name in ("about", "readers") if name in more}
    return items.write(Story(kind="story", text=text, **more), by=by, **told)


def acts(plan):
    return list(plan.journal.order_by("seq").values_list("act", flat=True))


def keys_fit(plan):
    return keys.differences(plan) == (set(), set())


# --- Going --------------------------------------------------------------------------------------


def test_kees_goes_in_two_steps_and_from_the_next_click_on_there_is_nothing(cast, client):
    told = story(cast.kees)
    client.force_login(cast.kees.user)
    page = client.get(at(cast.plan)).content.decode()
    assert "Je hoeft het niemand te vragen" in page
    assert "Sanne" in page and "Noor" in page  # who stays
    first = client.post(at(cast.plan), answers())
    assert first.status_code == 200 and "Ja, ik ga eruit" in first.content.decode()
    cast.kees.refresh_from_db()
    assert cast.kees.family_until is None  # asked once more, nothing happened yet
    answer = goes(client, cast.kees)
    assert answer.url == reverse("plans")
    cast.kees.refresh_from_db()
    assert cast.kees.family_until <= timezone.now() and cast.kees.name == "Kees"
    nowhere = client.get(f"/plans/{uuid4()}/")
    for name in ("plan", "leave", "own", "stories", "taking_along"):
        gone = client.get(at(cast.plan, name))
        assert (gone.status_code, gone.content) == (404, nowhere.content), name
    assert visit(cast.sanne).rows(Story).get() == told
    assert acts(cast.plan)[-1] == Entry.Act.LEFT and keys_fit(cast.plan)


def test_nothing_of_the_others_changes_when_one_goes(cast, client):
    there = one_of_each.base(cast.sanne, [cast.kees])
    one_of_each.tell(cast.sanne, there, WORD, audience="keyholders")
    consents = Consent.objects.filter(plan=cast.plan, withdrawn_at=None).count()

    def all_of_others():
        return {
            model: list(model.objects.filter(plan=cast.plan).exclude(told_by=cast.kees).values())
            for model in walk.items()
        }

    one_of_each.tell(cast.kees, there, "van Kees", audience="keyholders")
    before, before_keys = all_of_others(), set(_keys_of_others(cast))
    goes(client, cast.kees, mine="alone", empty="on")
    assert all_of_others() == before
    assert set(_keys_of_others(cast)) == before_keys
    assert Consent.objects.filter(plan=cast.plan, withdrawn_at=None).count() == consents


def _keys_of_others(cast):
    columns = ("user", "content_object", "permission", "about", "consent", "since", "until")
    return Key.objects.filter(plan=cast.plan).exclude(user=cast.kees.user).values_list(*columns)


def test_kees_takes_his_words_back_for_himself_and_no_other(cast, client):
    there = one_of_each.base(cast.sanne, [cast.kees])
    rows = one_of_each.tell(cast.kees, there, WORD, audience="family")
    of_sem = story(cast.kees, "Sem zegt iets.", told_by=cast.sem)
    goes(client, cast.kees, mine="alone")
    for row in rows.values():
        assert not visit(cast.sanne).rows(type(row)).filter(pk=row.pk).exists(), row
    assert StoredFile.objects.get().audience == "teller"
    assert visit(cast.sanne).rows(Story).filter(pk=of_sem.pk).exists()  # Sem's words are Sem's


def test_an_emptied_card_leaves_no_name_and_nothing_nobody_can_ever_read(cast, client):
    shown, hidden = story(cast.kees), story(cast.kees, WORD, audience="teller")
    goes(client, cast.kees, empty="on")
    cast.kees.refresh_from_db()
    shown.refresh_from_db(), hidden.refresh_from_db()
    assert (cast.kees.name, cast.kees.user, cast.kees.shown_name) == ("", None, "oud-deelnemer")
    assert shown.removed is None and hidden.removed is not None
    client.force_login(cast.sanne.user)
    page = client.get(at(cast.plan, "journal")).content.decode()
    assert "Kees" not in page and "oud-deelnemer" in page
    assert not cast.kees.contact_details.exists()
    assert keys_fit(cast.plan)


def test_words_of_others_under_a_row_of_mine_are_not_thrown_away(cast, client):
    goal = items.write(Goal(title="Van Kees", audience="family"), by=cast.kees)
    step = items.write(Step(title="Van Sanne", goal=goal), by=cast.sanne)
    goes(client, cast.kees, mine="alone", empty="on")
    goal.refresh_from_db()
    assert goal.removed is None and Step.objects.filter(pk=step.pk).exists()


def test_two_at_once_or_twice_is_once(cast):
    leaving.leave(cast.kees)
    leaving.leave(cast.kees)
    assert acts(cast.plan).count(Entry.Act.LEFT) == 1


def test_what_is_shared_about_kees_alone_stops_and_the_rest_goes_on(cast, client):
    about_him = share(cast.kees, cast.bakker, look=["groeiplan.stories"], about=[cast.kees])
    about_sem = share(cast.sanne, cast.bakker, look=["groeiplan.stories"], about=[cast.sem])
    goes(client, cast.kees)
    about_him.refresh_from_db(), about_sem.refresh_from_db()
    assert about_him.withdrawn_by == cast.kees
    assert about_sem.withdrawn_at is None and keys_fit(cast.plan)


def test_who_went_falls_back_on_no_earlier_yes(cast, client):
    """A yes from before he was family, or asked while he was, opens nothing afterwards."""
    goes(client, cast.kees)
    assert not access.live_keys(timezone.now(), cast.plan).filter(user=cast.kees.user).exists()
    with pytest.raises(access.Http404):
        visit(cast.kees)


# --- A guest ------------------------------------------------------------------------------------


def test_ilse_goes_and_what_was_shared_with_her_ends(cast, client):
    waiting = ask(cast.sanne, cast.ilse, look=["groeiplan.stories"], about=[cast.sem])
    row = items.write(Goal(title="Rust", audience="keyholders"), by=cast.ilse)
    client.force_login(cast.ilse.user)
    page = client.get(at(cast.plan)).content.decode()
    assert "Het gezin kan het lezen." in page
    assert 'name="take"' not in page and 'name="mine"' not in page
    answer = goes(client, cast.ilse)
    assert answer.status_code == 302
    assert client.get(at(cast.plan, "plan")).status_code == 404
    for consent in Consent.objects.filter(receiver=cast.ilse):
        assert consent.withdrawn_by == cast.ilse, consent
    assert waiting.pk in set(
        Consent.objects.filter(receiver=cast.ilse).values_list("pk", flat=True)
    )
    assert Entry.Act.LEFT in acts(cast.plan) and keys_fit(cast.plan)
    assert visit(cast.sanne).rows(Goal).get() == row
    client.force_login(cast.sanne.user)
    assert "Ging uit het plan" in client.get(at(cast.plan, "journal")).content.decode()


def test_a_guest_takes_no_words_about_a_family_elsewhere(cast, client):
    client.force_login(cast.ilse.user)
    assert client.get(at(cast.plan, "take_along")).status_code == 403
    assert client.post(at(cast.plan, "take_along"), {}).status_code == 403
    with pytest.raises(PermissionDenied):
        leaving.take_along(visit(cast.ilse), family_name="x", teller="x")
    asked = answers(take="on", teller="Ilse", family_name="x", name="x")
    before = Plan.objects.count()
    goes(client, cast.ilse, **asked)
    assert Plan.objects.count() == before


def test_a_guest_may_leave_an_empty_card(cast, client):
    goes(client, cast.riet, empty="on")
    cast.riet.refresh_from_db()
    assert cast.riet.shown_name == "oud-deelnemer" and cast.riet.user is None


def test_the_family_keeps_knowing_which_guest_looked_and_the_guest_is_told_before(cast, client):
    share(cast.sanne, cast.ilse, look=["groeiplan.goals"])
    client.force_login(cast.ilse.user)
    client.get(reverse("goals", args=[cast.plan.pk]))
    page = client.get(at(cast.plan)).content.decode()
    assert "het gezin mag weten wie er keek" in page and "Je naam gaat weg, ook bij" not in page
    sure = client.post(at(cast.plan), {"empty": "on"}).content.decode()
    assert "blijft je naam staan, met je rol en je organisatie" in sure
    goes(client, cast.ilse, empty="on")
    cast.ilse.refresh_from_db()
    assert cast.ilse.shown_name == "oud-deelnemer"
    client.force_login(cast.sanne.user)
    log = client.get(reverse("journal", args=[cast.plan.pk])).content.decode()
    assert "Ilse" in log and "Maakte de kaart van Ilse leeg" in log and "Ging uit het plan" in log
    assert "Ilse (oud-deelnemer)" in log, "so that two who left can be told apart in the filter"
    assert journal.verify(cast.plan.pk) == []


def test_strangers_and_former_guests_meet_no_such_page(cast, client):
    for who in (cast.stranger, cast.superuser, cast.wim.user, cast.ayse.user):
        client.force_login(who)
        for name in ("leave", "take_along"):
            for asked in (client.get, client.post):
                assert asked(at(cast.plan, name)).status_code == 404, (who, name)


# --- Young people -------------------------------------------------------------------------------


def test_noor_of_thirteen_goes_without_asking_anybody(cast, client):
    client.force_login(cast.noor.user)
    page = client.get(at(cast.plan)).content.decode()
    assert "wie over jou beslist, verandert hierdoor niet" in page and "tel:08000432" in page
    assert goes(client, cast.noor).status_code == 302
    assert client.get(at(cast.plan, "plan")).status_code == 404
    assert visit(cast.sanne).plan == cast.plan


def test_under_twelve_one_is_asked_to_talk_first(cast, client):
    cast.sem.user = account("sem")
    cast.sem.save()
    keys.sync(cast.plan)
    client.force_login(cast.sem.user)
    page = client.get(at(cast.plan)).content.decode()
    assert "Vanaf je twaalfde" in page and "<form class=" not in page
    assert client.post(at(cast.plan), answers(sure="1")).status_code == 403
    for action in (leaving.leave, leaving.erase):
        with pytest.raises(leaving.Refused):
            action(cast.sem)


def test_T11_on_the_twelfth_birthday_itself(cast):
    cast.sem.born = date(2014, 2, 28)
    assert not leaving.may_leave(cast.sem, date(2026, 2, 27))
    assert leaving.may_leave(cast.sem, date(2026, 2, 28))
    cast.sem.born = None
    assert leaving.may_leave(cast.sem, date(2026, 2, 27))


# --- The last of the family ---------------------------------------------------------------------


def only_ayse(cast, client, **more):
    return goes(client, cast.ayse, after=more.pop("after", "stays"), **more)


def test_the_last_reads_what_it_means_and_no_guest_stays_behind(cast, client):
    client.force_login(cast.ayse.user)
    page = client.get(at(cast.other_plan)).content.decode()
    assert "Jij bent de laatste van het gezin" in page and "Wis dit plan" in page
    assert client.post(at(cast.other_plan), answers()).status_code == 422  # this must be chosen
    assert visit(cast.guardian).plan == cast.other_plan
    only_ayse(cast, client)
    with pytest.raises(access.Http404):
        visit(cast.guardian)
    assert not access.live_keys(timezone.now(), cast.other_plan).exists()
    assert Plan.objects.filter(pk=cast.other_plan.pk).exists() and keys_fit(cast.other_plan)


def test_the_last_may_erase_it_all(cast, client, django_capture_on_commit_callbacks):
    there = one_of_each.base(cast.ayse)
    one_of_each.tell(cast.ayse, there, WORD, audience="family")
    with django_capture_on_commit_callbacks(execute=True):
        answer = only_ayse(cast, client, after="erased")
    assert answer.url == reverse("plans")
    assert not Plan.objects.filter(pk=cast.other_plan.pk).exists()
    for model in walk.items():
        assert not model.objects.filter(plan=cast.other_plan.pk).exists(), model
    assert not (settings.MEDIA_ROOT / cast.other_plan.pk.hex).exists()
    assert Plan.objects.filter(pk=cast.plan.pk).exists()


def test_who_is_not_the_last_erases_nothing(cast, client):
    answer = goes(client, cast.kees, after="erased")
    assert answer.status_code == 302
    assert Plan.objects.filter(pk=cast.plan.pk).exists()
    with pytest.raises(leaving.Refused):
        leaving.erase(cast.sanne)
    with pytest.raises(PermissionDenied):
        leaving.erase(cast.ilse)


def test_somebody_joins_between_the_two_steps_and_nothing_is_erased(cast, client):
    client.force_login(cast.ayse.user)
    asked = answers(after="erased")
    assert client.post(at(cast.other_plan), asked).status_code == 200
    cast.emir.user, cast.emir.family_since = account("emir"), timezone.now()
    cast.emir.save()
    keys.sync(cast.other_plan)
    client.post(at(cast.other_plan), {**asked, "sure": "1"})
    assert Plan.objects.filter(pk=cast.other_plan.pk).exists()


# --- Taking along -------------------------------------------------------------------------------


def new_plan(**more):
    return {"teller": "Kees", "family_name": "Kees alleen", "name": "Mijn plan", **more}


@pytest.fixture
def taken(cast):
    """Kees has told one of each, about Sem; it is in a new plan of his."""
    there = one_of_each.base(cast.sanne, [cast.kees])
    rows = one_of_each.tell(cast.kees, there, WORD, audience="keyholders", about=[cast.sem])
    for number, row in enumerate(rows.values()):  # told on different days, long ago
        told = timezone.now() - timedelta(days=100 + number)
        type(row).objects.filter(pk=row.pk).update(created=told, changed=told)
    plan, count = leaving.take_along(visit(cast.kees), **new_plan(plan_id=uuid4()))
    return plan, count, rows


def test_all_he_told_himself_is_in_the_new_plan_with_what_belongs_to_it(cast, taken):
    plan, count, _rows = taken
    me = plan.people.get(user=cast.kees.user)
    new = visit(me)
    assert new.is_family and count == sum(
        model.objects.filter(plan=plan).count() for model in walk.items() if model is not StoredFile
    )
    goal = new.rows(Goal).get()
    assert goal.title == f"doel {WORD}"
    assert [step.title for step in goal.steps.all()] == [f"stap {WORD}"]
    agreement = new.rows(Agreement).get()
    assert (agreement.who, [one.words for one in agreement.stances.all()]) == (me, [WORD])
    card = new.rows(RoleCard).get()
    assert card.name == f"kaart {WORD}"
    assert new.rows(CardAnswer).get().card == card
    tellings = {one.title: one for one in new.rows(Telling)}
    assert tellings[f"moment {WORD}"].moment.when == "2019"
    assert tellings[f"moment {WORD}"].chapter.part == "help"
    assert tellings[f"ook {WORD}"].moment.when == "2021"
    assert {(one.kind, one.text) for one in new.rows(Story)} == {
        ("story", f"verhaal {WORD}"),
        ("important", WORD),  # his own point for a meeting
    }
    for model in (Stance, ContactDetail):
        assert model.objects.filter(plan=plan).count() == (model is Stance)


def test_it_keeps_its_day_its_audience_and_whom_it_is_about(cast, taken):
    plan, _count, rows = taken
    copy = Story.objects.get(plan=plan, kind="story")
    old = Story.objects.get(pk=rows["story"].pk)
    assert (copy.created, copy.changed, copy.audience) == (old.created, old.changed, "keyholders")
    assert [one.name for one in copy.about.all()] == ["Sem"]
    assert copy.version == 1 and not Version.objects.filter(row=copy.pk).exists()


def test_the_paper_comes_along_as_a_file_of_its_own(cast, taken, client):
    plan, _count, rows = taken
    copy = OtherPlan.objects.get(plan=plan)
    old = OtherPlan.objects.get(pk=rows["otherplan"].pk)
    assert copy.paper.path != old.paper.path
    assert files.place(copy.paper).read_bytes() == files.place(old.paper).read_bytes()
    client.force_login(cast.kees.user)
    assert client.get(reverse("file", args=[plan.pk, copy.paper.pk])).status_code == 200


def test_of_others_only_the_name_comes_along(cast, taken):
    plan, _count, _rows = taken
    people = {one.name: one for one in plan.people.all()}
    assert set(people) == {"Kees", "Sem"}  # nobody his rows do not name
    sem = people["Sem"]
    assert (sem.user, sem.born) == (None, cast.sem.born)  # a child stays a child
    assert (sem.household, sem.role, sem.family_since) == ("", "", None)
    assert sem.kind == Person.Kind.FAMILY and not sem.under_authority.exists()


def test_a_child_that_comes_along_stays_a_child_and_is_closed_until_it_says_who_decides(cast):
    told = Story(kind="worry", text=WORD, audience="keyholders")
    items.write(told, by=cast.kees, about=[cast.sem])
    plan, _count = leaving.take_along(visit(cast.kees), **new_plan())
    sem, me = plan.people.get(name="Sem"), plan.people.get(user=cast.kees.user)
    assert (sem.born, sem.household, sem.user) == (cast.sem.born, "", None)
    guest = people.add(by=me, name="Gast", kind="professional")
    for about in ([], [sem]):
        with pytest.raises(consents.Refused, match="nobody"):
            consents.whose_yes(by=me, receiver=guest, about=about)


def test_who_left_reads_where_to_begin_a_plan(cast, client):
    goes(client, cast.kees)
    page = client.get(reverse("plans")).content.decode()
    assert page.count(f'href="{reverse("start")}"') == 2, "on the page and in the menu"


def test_the_old_plan_stays_as_it_was_and_tells_nobody(cast, client):
    there = one_of_each.base(cast.sanne, [cast.kees])
    one_of_each.tell(cast.kees, there, WORD, audience="family")

    def old():
        models = [*walk.items(), Person, Chapter, Entry, Version, Moment, Key]
        return {
            one: list(one.objects.filter(plan=cast.plan).order_by("pk").values()) for one in models
        }

    before = old()
    client.force_login(cast.kees.user)
    answer = client.post(at(cast.plan, "take_along"), new_plan(plan_id=str(uuid4())))
    assert answer.status_code == 302
    assert old() == before


def test_nothing_of_anybody_else_comes_along(cast, client):
    there = one_of_each.base(cast.sanne, [cast.kees])
    one_of_each.tell(cast.sanne, there, WORD, audience="keyholders")
    plan, count = leaving.take_along(visit(cast.kees), **new_plan())
    assert count == 0
    for model in walk.items():
        assert not model.objects.filter(plan=plan).exists(), model


def test_readers_who_are_not_there_make_it_narrower_never_wider(cast):
    alone = story(cast.kees, "een", audience="readers", readers=[cast.noor, cast.riet])
    some = story(cast.kees, "twee", audience="readers", readers=[cast.sem], about=[cast.sem])
    del alone, some
    plan, _count = leaving.take_along(visit(cast.kees), **new_plan())
    rows = {row.text: row for row in Story.objects.filter(plan=plan)}
    assert rows["een"].audience == "teller" and not rows["een"].readers.exists()
    assert rows["twee"].audience in ("readers", "teller")
    assert not plan.people.filter(name__in=["Noor", "oma Riet"]).exists()


def test_a_young_person_stays_as_young_in_a_plan_of_their_own(cast):
    plan, _count = leaving.take_along(visit(cast.noor), **new_plan(teller="Noor"))
    assert plan.people.get().born == cast.noor.born


def test_T27_sent_twice_it_is_one_plan(cast, client):
    story(cast.kees)
    client.force_login(cast.kees.user)
    asked = new_plan(plan_id=str(uuid4()))
    first, second = (client.post(at(cast.plan, "take_along"), asked) for _ in range(2))
    assert first.url == second.url
    assert Story.objects.count() == 2 and Plan.objects.filter(pk=asked["plan_id"]).count() == 1
    theirs = new_plan(plan_id=str(cast.other_plan.pk))
    assert client.post(at(cast.plan, "take_along"), theirs).status_code == 404
    assert client.post(at(cast.plan, "take_along"), {**asked, "teller": ""}).status_code == 422


@pytest.mark.logs_errors
def test_taking_along_and_going_is_all_or_nothing(cast, client, monkeypatch):
    story(cast.kees, WORD)
    asked = new_plan(take="on", plan_id=str(uuid4()))
    answer = goes(client, cast.kees, **asked)
    new = Plan.objects.get(pk=asked["plan_id"])
    assert answer.url == reverse("plan", args=[new.pk])
    assert "1 stuk kwam mee." in client.get(answer.url).content.decode()
    assert client.get(at(cast.plan, "plan")).status_code == 404
    monkeypatch.setattr(leaving.journal, "write", _cannot_write)
    asked = new_plan(take="on", plan_id=str(uuid4()))
    with pytest.raises(OSError, match="disk"):
        goes(client, cast.sanne, **asked)
    assert not Plan.objects.filter(pk=asked["plan_id"]).exists()
    cast.sanne.refresh_from_db()
    assert cast.sanne.family_until is None


def _cannot_write(plan_id, act, **more):
    if act == Entry.Act.LEFT:
        raise OSError("the disk is full")


def test_what_is_missing_for_the_new_plan_is_asked_again_and_nothing_lost(cast, client):
    client.force_login(cast.kees.user)
    answer = client.post(at(cast.plan), answers(take="on", teller="Keesje", name="Mijn plan"))
    assert answer.status_code == 422
    assert "Keesje" in answer.content.decode() and "of neem niets mee" in answer.content.decode()


# --- An account that goes -----------------------------------------------------------------------


def test_seen_at_peers_the_plan_stands_when_the_account_that_began_it_is_removed(cast, client):
    row = story(cast.sanne)
    set_authority(by=cast.sanne, child=cast.sem, holder=cast.riet, kind="guardian")
    entries = cast.plan.journal.count()
    cast.sanne.user.delete()
    keys.sync(cast.plan)
    assert visit(cast.kees).rows(Story).get() == row
    assert row.told_by.shown_name == "Sanne" and cast.plan.journal.count() == entries
    assert keys_fit(cast.plan)
    for who in (cast.noor, cast.kees):
        assert not visit(who).may_change(row)  # nobody speaks for her now
