""" "Van mij" and "Mijn hoekje": what one told, who reads it, and that nobody else finds it."""

import re
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from alignment_meetings.forms.meetings import MeetingForm
from alignment_meetings.models import Meeting
from consent.actions import withdraw
from groeiplan import own
from groeiplan.actions import audience as actions
from groeiplan.actions import content, items, people
from groeiplan.content_forms import (
    AgreementForm,
    GoalForm,
    OtherPlanForm,
    StanceForm,
    StepForm,
    StoryForm,
)
from groeiplan.models import Authority, Entry, Goal, Stance, Step, StoredFile, Story
from groeiplan.who_sees import who_sees
from kitchen_table import actions as table
from kitchen_table.forms import AnswerForm, CardForm
from kitchen_table.models import CardAnswer, RoleCard, Snapshot
from tests import walk
from tests.cast import account, ask, share, visit
from tests.groeiplan import one_of_each
from tests.groeiplan.surfaces import seen_by
from tests.timeline import test_child as of_a_child
from timeline.forms import MomentForm

pytestmark = pytest.mark.django_db
WORD = "kanariepiet"


def page(cast, client, who, **asked):
    client.force_login(who.user)
    return client.get(reverse("own", args=[cast.plan.pk]), asked).content.decode()


def address(row, name="own_audience"):
    return reverse(name, args=[row.plan_id, row._meta.model_name, row.pk])


def choose(client, row, audience, **more):
    return client.post(address(row), {"version": row.version, "audience": audience, **more})


def story(by, text="Ik mis mijn oude school.", **more):
    told = {name: more.pop(name) for name in ("about", "readers") if name in more}
    return items.write(Story(kind="story", text=text, **more), by=by, **told)


# --- What it shows ------------------------------------------------------------------------------


def test_sanne_finds_all_she_told_in_every_tool_and_nothing_of_kees(cast, client):
    there = one_of_each.base(cast.kees, [cast.noor])
    rows = one_of_each.tell(cast.sanne, there, WORD, audience="family")
    mine = "".join(page(cast, client, cast.sanne, deel=str(row.chapter)) for row in rows.values())
    for name, row in rows.items():
        assert f'id="r{row.pk}"' in mine, name
        assert WORD in own.words(row) or name in ("cardcheck", "carddecision"), name
    assert f'id="r{there.goal.pk}"' not in mine
    # So every kind is looked at; a child's story in tests/timeline/test_child.py.
    assert set(rows) | {"snapshot", "meeting", "childstory"} == set(own.models())


def test_what_she_wrote_down_for_sem_is_hers_to_find_and_not_what_kees_wrote_down_for_him(
    cast, client
):
    mine = story(cast.sanne, "Sem wil een hond.", told_by=cast.sem)
    story(cast.kees, "Sem wil een kat.", told_by=cast.sem)
    shown = page(cast, client, cast.sanne)
    assert "Sem wil een hond." in shown and "verteld door Sem, jij schreef het op" in shown
    assert "Sem wil een kat." not in shown
    assert choose(client, mine, "teller").status_code == 302
    assert "Sem wil een hond." not in page(cast, client, cast.kees)
    assert not visit(cast.kees).rows(Story).filter(pk=mine.pk).exists()


def test_a_row_without_words_of_its_own_says_what_it_is_about(cast, client):
    there = one_of_each.base(cast.kees, [cast.noor])
    rows = one_of_each.tell(cast.sanne, there, WORD, audience="family")
    talk = items.write(Meeting(on=timezone.now()), by=cast.sanne)
    parts = {str(row.chapter) for row in (*rows.values(), talk)}
    mine = "".join(page(cast, client, cast.sanne, deel=part) for part in parts)
    said = {
        name: mine.split(f'id="r{row.pk}"')[1].split('class="meta"')[0]
        for name, row in rows.items()
    }
    card = rows["carddecision"].card.title
    assert f"{card}: " in said["carddecision"] and f"{card}: " in said["cardcheck"]
    assert "Gesprek van " in said["answer"] and rows["stance"].agreement.what in said["stance"]
    assert "Gesprek van vandaag" in mine.split(f'id="r{talk.pk}"')[1].split('class="meta"')[0]
    chosen = client.get(address(rows["cardcheck"])).content.decode()
    assert f"{card}: " in chosen


def test_newest_first_by_part_and_one_part_alone(cast, client):
    first, second = story(cast.sanne, "eerste"), story(cast.sanne, "tweede")
    content.add_goal(Goal(title="Een doel van mij"), by=cast.sanne)
    shown = page(cast, client, cast.sanne)
    assert shown.index(f"r{second.pk}") < shown.index(f"r{first.pk}")
    only = page(cast, client, cast.sanne, deel="groeiplan.stories")
    assert "eerste" in only and "Een doel van mij" not in only
    assert "Een doel van mij" in page(cast, client, cast.sanne, deel="bestaat.niet")


def test_of_each_part_the_newest_few_until_one_is_chosen(cast, client):
    rows = [story(cast.sanne, f"verhaal {number}") for number in range(5)]
    shown = page(cast, client, cast.sanne)
    assert f"r{rows[4].pk}" in shown and f"r{rows[1].pk}" not in shown
    assert "Nog 2 stukken bij Verhalen" in shown
    assert f"r{rows[0].pk}" in page(cast, client, cast.sanne, deel="groeiplan.stories")


def test_it_says_who_reads_it_now_as_the_door_does(cast, client):
    share(cast.sanne, cast.riet, look=["groeiplan.stories"], about=[cast.sem])
    everybody = story(cast.sanne, "voor iedereen")
    of_sem = story(cast.sanne, "over Sem", about=[cast.sem])
    for_some = story(cast.sanne, "voor Kees en Ilse", audience="readers", readers=[cast.kees])
    alone = story(cast.sanne, "alleen ik", audience="teller")
    for_some.readers.add(cast.ilse)  # who has no key to the stories
    shown = page(cast, client, cast.sanne, deel="groeiplan.stories")
    said = {
        row.pk: shown.split(f'id="r{row.pk}"')[1].split("</li>")[0]
        for row in (everybody, of_sem, for_some, alone)
    }
    assert "jullie gezin</strong>, en wie erbij komt als jullie dit delen." in said[everybody.pk]
    assert "erbij komt" not in said[for_some.pk] + said[alone.pk]
    assert "jullie gezin en oma Riet</strong>" in said[of_sem.pk]
    assert "jij en Kees</strong>" in said[for_some.pk]
    assert "alleen jij</strong>" in said[alone.pk]


def test_a_guest_reads_no_names_of_other_guests(cast, client):
    share(cast.sanne, cast.ilse, change=["groeiplan.stories"])
    share(cast.sanne, cast.riet, look=["groeiplan.stories"])
    story(cast.ilse)
    shown = page(cast, client, cast.ilse)
    assert "het gezin, jij en misschien anderen die het gezin uitnodigde" in shown
    assert "Riet" not in shown


def test_an_empty_page_says_what_it_is_for(cast, client):
    assert "Er staat nog niets van jou." in page(cast, client, cast.sanne)
    assert "Niemand leest mee, tot jij dat kiest." in page(cast, client, cast.noor)


def test_as_many_questions_for_forty_rows_as_for_one(cast, client):
    client.force_login(cast.sanne.user)
    story(cast.sanne)
    url = reverse("own", args=[cast.plan.pk]) + "?deel=groeiplan.stories"
    client.get(url)
    with CaptureQueriesContext(connection) as once:
        client.get(url)
    for number in range(39):
        story(cast.sanne, f"nummer {number}", audience="readers", readers=[cast.kees])
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(once) <= 20


# --- Narrowing and widening ---------------------------------------------------------------------


def test_one_tap_and_nobody_else_reads_it_one_more_and_it_is_back(cast, client):
    row = story(cast.sanne)
    client.force_login(cast.sanne.user)
    answer = choose(client, row, "teller")
    assert answer.url == f"{reverse('own', args=[cast.plan.pk])}?bij=groeiplan.stories#r{row.pk}"
    assert not visit(cast.kees).rows(Story).exists()
    assert "Zet terug: iedereen met wie jullie dit stuk delen" in page(cast, client, cast.sanne)
    row.refresh_from_db()
    assert client.post(address(row, "own_undo"), {"version": row.version}).status_code == 302
    row.refresh_from_db()
    assert row.audience == "keyholders"
    assert visit(cast.kees).rows(Story).exists()


def test_undo_brings_back_the_readers_too_and_not_after_a_day(cast, client):
    row = story(cast.sanne, audience="readers", readers=[cast.noor])
    row = actions.set_audience(row, by=cast.sanne, audience="teller", version=1)
    assert not row.readers.exists()
    later = timezone.now() + timedelta(days=1, minutes=1)
    assert actions.former(row, by=cast.sanne, now=later) is None
    row = actions.undo(row, by=cast.sanne, version=row.version)
    assert (row.audience, list(row.readers.all())) == ("readers", [cast.noor])


def test_after_another_change_there_is_no_audience_to_bring_back(cast, client):
    row = story(cast.sanne)
    row = actions.set_audience(row, by=cast.sanne, audience="teller", version=1)
    row = items.change(row, by=cast.sanne, version=row.version, text="Andere woorden.")
    client.force_login(cast.sanne.user)
    assert client.post(address(row, "own_undo"), {"version": row.version}).status_code == 404
    row.refresh_from_db()
    assert (row.audience, row.text) == ("teller", "Andere woorden.")


def test_widening_item_by_item_to_these_people(cast, client):
    row, other = story(cast.sanne, audience="teller"), story(cast.sanne, audience="teller")
    client.force_login(cast.sanne.user)
    wrong = choose(client, row, "readers")
    assert wrong.status_code == 422 and "Kies wie dit mag lezen" in wrong.content.decode()
    assert choose(client, row, "readers", readers=[cast.noor.pk]).status_code == 302
    assert list(visit(cast.noor).rows(Story)) == [row]
    assert not visit(cast.kees).rows(Story).exists()
    other.refresh_from_db()
    assert other.audience == "teller"


def test_T26_somebody_saved_first_gives_both_and_loses_nothing(cast, client):
    row = story(cast.sanne)
    items.change(row, by=cast.sanne, version=1, text="Van mijn andere scherm.")
    client.force_login(cast.sanne.user)
    answer = choose(client, row, "teller")  # still with version 1
    assert answer.status_code == 409
    row.refresh_from_db()
    assert row.audience == "keyholders"
    assert choose(client, row, "teller", version=row.version).status_code == 302


@pytest.mark.parametrize("name", sorted(own.models()))
def test_T1_only_its_teller_chooses_for_every_kind_of_row(cast, client, name):
    there = one_of_each.base(cast.sanne, [cast.noor])
    rows = one_of_each.tell(cast.sanne, there, WORD, audience="keyholders")
    rows |= {"meeting": there.meeting, "snapshot": table.keep(by=cast.sanne, cards=[])}
    rows |= {"childstory": of_a_child.asked(cast.sanne, cast.noor)}
    row = rows[name]
    smallest = "family" if name == "meeting" else "teller"
    for who in (cast.kees, cast.ayse, cast.wim):
        client.force_login(who.user)
        assert client.get(address(row)).status_code == 404, who
        assert choose(client, row, smallest).status_code == 404, who
        assert client.post(address(row, "own_undo"), {"version": 1}).status_code == 404, who
    client.force_login(cast.sanne.user)
    before = visit(cast.kees).rows(type(row)).filter(pk=row.pk).exists()
    assert before and client.get(address(row)).status_code == 200
    row.refresh_from_db()
    assert choose(client, row, smallest).status_code == 302
    row.refresh_from_db()
    assert row.audience == smallest
    assert visit(cast.kees).rows(type(row)).filter(pk=row.pk).exists() == (smallest == "family")


def test_T1_what_its_room_hides_answers_as_what_is_not_there(cast, client):
    """A card off the screen, for a guest; a story for a child, for who decides from next month."""
    card = RoleCard(role="gp", kind="professional", name=WORD, place="table", hidden_on_screen=True)
    later = timezone.localdate() + timedelta(days=30)
    Authority.objects.filter(child=cast.noor, holder=cast.kees).update(since=later)
    hidden = {
        cast.ilse: table.lay(card, by=cast.sanne),
        cast.kees: of_a_child.asked(cast.sanne, cast.noor),
    }
    for who, row in hidden.items():
        client.force_login(who.user)
        for name in ("own_audience", "own_undo"):
            nowhere = reverse(name, args=[cast.plan.pk, row._meta.model_name, uuid4()])
            found, nothing = client.get(address(row, name)), client.get(nowhere)
            assert found.status_code == nothing.status_code == 404
            assert found.content == nothing.content


def test_a_row_that_follows_another_is_not_chosen_for_by_itself(cast, client):
    there = one_of_each.base(cast.sanne)
    item = there.meeting.items.first()
    client.force_login(cast.sanne.user)
    url = reverse("own_audience", args=[cast.plan.pk, "agendaitem", item.pk])
    assert client.get(url).status_code == 404
    assert client.get(url.replace("agendaitem", "person")).status_code == 404
    with pytest.raises(actions.Refused):
        actions.set_audience(item, by=cast.sanne, audience="teller", version=item.version)


def test_a_guest_keeps_nothing_from_the_family_not_even_past_the_page(cast, client):
    share(cast.sanne, cast.ilse, change=["groeiplan.stories"])
    row = story(cast.ilse)
    client.force_login(cast.ilse.user)
    for asked in ("teller", "readers"):
        answer = choose(client, row, asked, readers=[cast.ilse.pk])
        assert answer.status_code == 422, asked
        with pytest.raises(actions.Refused):
            actions.set_audience(
                row, by=cast.ilse, audience=asked, readers=[cast.ilse], version=row.version
            )
        with pytest.raises(IntegrityError), transaction.atomic():
            Story.objects.filter(pk=row.pk).update(audience=asked)
    assert choose(client, row, "family").status_code == 302
    assert visit(cast.sanne).rows(Story).filter(pk=row.pk).exists()


def test_a_guests_change_stands_in_the_journal(cast, client):
    share(cast.sanne, cast.ilse, change=["groeiplan.stories"])
    row = story(cast.ilse)
    Entry.objects.filter(plan=cast.plan, act=Entry.Act.CHANGE).update(
        at=timezone.now() - timedelta(hours=1)
    )
    before = cast.plan.journal.filter(act=Entry.Act.CHANGE).count()
    actions.set_audience(row, by=cast.ilse, audience="family", version=1)
    assert cast.plan.journal.filter(act=Entry.Act.CHANGE).count() == before + 1


def test_who_may_only_look_by_now_can_narrow_and_not_widen(cast, client):
    consent = share(cast.sanne, cast.ilse, change=["groeiplan.stories"])
    wide, narrow = story(cast.ilse), story(cast.ilse, audience="family")
    withdraw(consent, by=cast.sanne)
    share(cast.sanne, cast.ilse, look=["groeiplan.stories"])
    client.force_login(cast.ilse.user)
    assert choose(client, wide, "family").status_code == 302
    assert choose(client, narrow, "keyholders").status_code == 422


def test_the_action_refuses_whoever_did_not_tell_it(cast):
    row = story(cast.sanne)
    for who in (cast.kees, cast.noor, cast.ilse, cast.ayse):
        with pytest.raises(PermissionDenied):
            actions.set_audience(row, by=who, audience="teller", version=1)
    with pytest.raises(actions.Refused):
        actions.set_audience(row, by=cast.sanne, audience="readers", version=1)
    with pytest.raises(actions.Refused):
        actions.set_audience(row, by=cast.sanne, audience="readers", readers=[cast.ayse], version=1)


# --- What hangs under a row ---------------------------------------------------------------------


def test_steps_and_papers_follow_but_a_step_made_narrower_stays_so(cast):
    there = one_of_each.base(cast.kees)
    rows = one_of_each.tell(cast.sanne, there, WORD, audience="keyholders")
    goal = rows["goal"]
    step = goal.steps.get()
    own_step = content.add_step(Step(title="voor mij"), by=cast.sanne, goal=goal)
    actions.set_audience(own_step, by=cast.sanne, audience="teller", version=1)
    kees_step = content.add_step(Step(title="van Kees"), by=cast.kees, goal=goal)
    goal = actions.set_audience(goal, by=cast.sanne, audience="family", version=goal.version)
    step.refresh_from_db()
    assert step.audience == "family"
    goal = content.change_goal(goal, by=cast.sanne, version=goal.version, audience="keyholders")
    for one in (step, own_step, kees_step):
        one.refresh_from_db()
    assert (step.audience, own_step.audience) == ("keyholders", "teller")
    assert kees_step.audience == "keyholders"  # his own, as it was
    paper = StoredFile.objects.get()
    actions.set_audience(
        rows["otherplan"], by=cast.sanne, audience="teller", version=rows["otherplan"].version
    )
    paper.refresh_from_db()
    assert paper.audience == "teller"


def test_a_card_made_narrower_leaves_the_earlier_tables(cast):
    card = table.lay(
        RoleCard(role="gp", kind="professional", name=WORD, place="table"), by=cast.sanne
    )
    table.keep(by=cast.kees, cards=[card])
    assert WORD in str(Snapshot.objects.get().cards)
    actions.set_audience(card, by=cast.sanne, audience="teller", version=card.version)
    assert WORD not in str(Snapshot.objects.get().cards)


def test_an_earlier_table_is_never_opened_to_guests(cast, client):
    row = table.keep(by=cast.sanne, cards=[])
    client.force_login(cast.sanne.user)
    assert choose(client, row, "keyholders").status_code == 422
    assert choose(client, row, "teller").status_code == 302


def test_closing_a_meeting_opens_no_answer_that_was_kept(cast):
    there = one_of_each.base(cast.sanne, [cast.noor])
    rows = one_of_each.tell(cast.noor, there, WORD, audience="teller")
    meeting = there.meeting
    actions.set_audience(meeting, by=cast.sanne, audience="family", version=meeting.version)
    rows["answer"].refresh_from_db()
    assert rows["answer"].audience == "teller"
    assert meeting.items.exclude(audience="family").count() == 0


# --- An own corner ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "young"),
    [
        ("2022-05-09T23:59:59", False),
        ("2022-05-10T00:00:00", True),
        ("2028-05-09T23:59:59", True),
        ("2028-05-10T00:00:00", False),
    ],
)
def test_T11_a_corner_from_twelve_up_to_eighteen_on_the_day_itself(cast, moment, young):
    cast.noor.born = date(2010, 5, 10)
    now = timezone.make_aware(datetime.fromisoformat(moment))
    assert own.is_young(cast.noor, now) == young
    cast.noor.born = None  # an unknown birth date counts as adult
    assert not own.is_young(cast.noor, now)


def test_noor_writes_something_for_herself_from_her_corner_and_comes_back_to_it(cast, client):
    corner = page(cast, client, cast.noor)
    write = reverse("story_add", args=[cast.plan.pk]) + "?voor=mij"
    assert corner.index(write) < corner.index("Wie kan hierbij?")
    form = client.get(write).content.decode()
    assert re.search(r'name="audience" value="teller"[^>]* checked', form)
    assert re.search(r'name="kind" value="story"[^>]* checked', form)
    sent = {"id": uuid4(), "kind": "story", "text": "Vandaag was stom.", "audience": "teller"}
    answer = client.post(write, {**sent, "told_by": cast.noor.pk})
    row = Story.objects.get()
    assert answer.url == f"{reverse('own', args=[cast.plan.pk])}?bij=groeiplan.stories#r{row.pk}"
    assert "Vandaag was stom." in client.get(answer.url).content.decode()
    assert "Vandaag was stom." not in page(cast, client, cast.sanne)


def test_the_parts_are_folded_with_how_many_until_one_is_asked_for(cast, client):
    story(cast.noor), story(cast.noor)
    content.add_goal(Goal(title="Een doel van mij"), by=cast.noor)
    folded = page(cast, client, cast.noor)
    assert folded.count('<details class="card more own-part">') == 2
    assert "2 stukken" in folded and "1 stuk<" in folded
    assert page(cast, client, cast.noor, bij="groeiplan.goals").count(" open>") == 1
    assert " open>" in page(cast, client, cast.noor, deel="groeiplan.stories")


def test_it_says_its_limits_plainly_and_whom_one_can_call(cast, client):
    shown = page(cast, client, cast.noor)
    assert "Je ouders niet, en je hulpverleners niet." in shown
    assert "Wat we niet kunnen beloven" in shown and "tel:08000432" in shown
    assert "Mijn hoekje" not in page(cast, client, cast.sanne)


def test_what_a_young_person_tells_starts_as_theirs_alone_in_every_form(cast):
    forms = (StoryForm, GoalForm, AgreementForm, OtherPlanForm, MomentForm, CardForm)
    begun = ((StanceForm, Stance(audience="family")), (AnswerForm, CardAnswer(audience="family")))
    for who, starts in ((cast.noor, "teller"), (cast.sanne, "keyholders")):
        for form in forms:
            assert form(visit(who))["audience"].value() == starts, form
    for form, instance in begun:
        assert form(visit(cast.noor), instance=instance)["audience"].value() == "teller", form


def test_it_says_of_what_new_things_are_not_theirs_alone_at_first(cast, client):
    shown = page(cast, client, cast.noor)
    assert "Een nieuw verhaal, moment, doel, kaartje of afspraak begint bij “alleen ik”." in shown
    assert "Een stap leest iedereen die het doel leest." in shown
    assert "audience" not in StepForm(visit(cast.noor)).fields
    assert MeetingForm(visit(cast.noor))["audience"].value() != "teller"


def test_noor_tells_and_nobody_reads_it_until_she_releases_that_one(cast, client):
    client.force_login(cast.noor.user)
    form = client.get(reverse("story_add", args=[cast.plan.pk])).content.decode()
    assert "Dit begint bij “alleen ik”." in form
    sent = {"id": uuid4(), "kind": "story", "text": "Ik wil bij papa wonen.", "audience": "teller"}
    client.post(reverse("story_add", args=[cast.plan.pk]), {**sent, "told_by": cast.noor.pk})
    row = Story.objects.get()
    kept = story(cast.noor, "Dit houd ik.", audience="teller")
    assert not visit(cast.sanne).rows(Story).exists()
    choose(client, row, "readers", readers=[cast.kees.pk])
    assert list(visit(cast.kees).rows(Story)) == [row]
    assert not visit(cast.sanne).rows(Story).exists()
    kept.refresh_from_db()
    assert kept.audience == "teller"


# --- Nobody else finds it, anywhere -------------------------------------------------------------


@pytest.fixture
def looks_the_same(cast, client, time_machine):
    """Every address says the same to these people before and after `tells()`, and none of those
    of the rows it tells opens. Returns these rows. The clock stands still: the log says at which
    minutes one looked."""
    time_machine.move_to(timezone.now(), tick=False)

    def looked(who, tells):
        rows = {}
        for name, model in walk.models_by_kwarg().items():
            if any(field.name == "plan" for field in model._meta.fields):
                first = model.objects.filter(plan=cast.plan).order_by("pk")
                rows[name] = first.values_list("pk", flat=True).first()
        before = {person.pk: seen_by(client, person, cast.plan, rows) for person in who}
        hidden = tells()
        ids = {name: row.pk for name, row in hidden.items()}
        for person in who:
            after = seen_by(client, person, cast.plan, rows)
            for asked in before[person.pk]:
                assert after[asked] == before[person.pk][asked], (person.name, asked)
            for asked, (_status, said) in seen_by(
                client, person, cast.plan, {**rows, **ids}, only=set(ids)
            ).items():
                assert WORD not in said, (person.name, asked)
        return hidden

    return looked


@pytest.fixture
def everywhere(cast):
    """Ilse and oma Riet have keys to all of it."""
    parts = [str(one) for one in cast.plan.chapters.all()]
    share(cast.sanne, cast.ilse, look=parts, change=parts)
    share(cast.sanne, cast.riet, look=parts)


def test_T7_no_parent_or_guest_meets_a_word_count_or_tick_of_noors_corner(
    cast, looks_the_same, everywhere
):
    there = one_of_each.base(cast.sanne, [cast.noor, cast.ilse])
    looks_the_same(
        (cast.sanne, cast.ilse),
        lambda: one_of_each.tell(cast.noor, there, WORD, audience="teller", about=[cast.noor]),
    )


def test_T12_two_households_each_with_what_the_other_never_meets(cast, looks_the_same, everywhere):
    there = one_of_each.base(cast.kees, [cast.sanne])
    looks_the_same(
        (cast.kees,),
        lambda: one_of_each.tell(cast.sanne, there, WORD, audience="teller"),
    )


def test_T12_these_people_and_nobody_else(cast, client, looks_the_same, everywhere):
    there = one_of_each.base(cast.sanne, [cast.kees])
    hidden = looks_the_same(
        (cast.sanne, cast.ilse),
        lambda: one_of_each.tell(
            cast.kees, there, WORD, audience="readers", readers=[cast.riet], about=[cast.sem]
        ),
    )
    meets = seen_by(client, cast.riet, cast.plan, {n: r.pk for n, r in hidden.items()})
    there = [key[0] for key, (_status, said) in meets.items() if WORD in said]
    for part in ("verhalen", "doelen", "afspraken", "tijdlijn", "tafel", "op-papier", "meenemen"):
        assert any(part in route for route in there), part


# --- Written down for somebody of whose account one may not know ----------------------------------


@pytest.fixture
def quilla(cast):
    """A neighbour for whom Sanne writes. Kees wants to share something of Noor with her, and of
    that Sanne was not asked: the account she has by it does not show to Sanne."""
    card = people.add(by=cast.sanne, name="Quilla", kind="network")
    card.user = account("quilla")
    card.save()
    ask(cast.kees, card, ["timeline.family"], about=[cast.noor])
    assert not visit(cast.sanne).knows_account(card)
    return card


def test_T7_it_stays_with_who_wrote_it_down_and_so_tells_nothing_of_an_account(cast, quilla):
    tess = people.add(by=cast.sanne, name="Tess", kind="network")  # she has none
    answers = []
    for one in (quilla, tess):
        row = story(cast.sanne, told_by=one, audience="teller")
        sanne = visit(cast.sanne)
        found = sanne.get(Story, row.pk)
        row = actions.set_audience(found, by=cast.sanne, audience="family", version=row.version)
        answers.append(
            (
                sanne.may_change(found),
                found in sanne.all(Story),
                own.one(sanne, "story", row.pk).audiences,
                who_sees(sanne, rows=[found])["entries"],
                items.change(row, by=cast.sanne, version=row.version, text="Anders").text,
            )
        )
    assert answers[0] == answers[1]
    assert answers[0][:2] == (True, True)


def test_T7_once_the_family_let_her_in_it_is_hers(cast, quilla):
    row = story(cast.sanne, told_by=quilla)
    share(cast.sanne, quilla, look=["groeiplan.stories"])
    sanne = visit(cast.sanne)
    assert not sanne.may_change(sanne.get(Story, row.pk))
    with pytest.raises(PermissionDenied):
        actions.set_audience(row, by=cast.sanne, audience="family", version=row.version)
