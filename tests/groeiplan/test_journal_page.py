"""Wie heeft gekeken: what the family reads, what a guest reads about itself, and how long it may
grow."""

import re
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from consent.actions import request
from groeiplan import journal
from groeiplan.actions import invitations, people
from groeiplan.looks.log import Log, Wanted
from groeiplan.looks.pages import BEGIN, NoSuchPage, page
from groeiplan.looks.words import SENTENCES, sentence
from groeiplan.models import Entry, KnownName
from tests.cast import ask, chapter, share, visit


def shown(client, cast, name="journal", **query):
    return client.get(reverse(name, args=[cast.plan.pk]), query)


def words(client, cast, name="journal", **query):
    """The page's words, without its tags."""
    answer = shown(client, cast, name, **query)
    assert answer.status_code == 200
    text = answer.content.decode()
    main = text[text.index("<main") : text.index("</main>")]
    main = re.sub(r"<select.*?</select>|<nav.*?</nav>", " ", main, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def look(cast, who=None, part="groeiplan.goals", at=None, consents=(), act=Entry.Act.READ):
    return journal.write(
        cast.plan.pk,
        act,
        who=who or cast.ilse,
        chapters=[chapter(cast.plan, part).pk] if part else [],
        consents=consents,
        at=at,
    )


def day(text, hour=12, minute=0):
    """A moment on that day, told in Amsterdam's winter."""
    return datetime.fromisoformat(f"{text}T{hour:02}:{minute:02}:00+01:00")


@pytest.fixture
def sanne(cast, client):
    client.force_login(cast.sanne.user)
    return client


# --- What it says -------------------------------------------------------------------------------


def test_the_family_reads_who_looked_at_what_and_by_whose_yes(cast, client):
    cast.ilse.organisation = cast.plan.organisations.create(name="Wijkteam Noord")
    cast.ilse.save()
    client.force_login(cast.ilse.user)
    assert client.get(reverse("kitchen_table:index", args=[cast.plan.pk])).status_code == 200
    client.force_login(cast.sanne.user)
    told = words(client, cast)
    assert "Ilse (gezinscoach, Wijkteam Noord) Keek naar de tafel" in told
    assert "mocht dat? Ja:" in told
    assert "Vandaag" in told
    assert "Zei ja: Ilse mag" in told
    assert "delen met Ilse" in told, "that she asked for it"


def test_the_yes_leads_to_what_was_agreed_then(cast, sanne, monkeypatch):
    from consent.apps import ConsentConfig

    def said(room, plan, ids):
        return dict.fromkeys(ids, "Sanne zei ja") if plan == cast.plan else {}

    monkeypatch.setattr(ConsentConfig, "consent_words", said)
    look(cast, consents=[cast.ilse_consent.pk])
    url = reverse("consent:consent", args=[cast.plan.pk, cast.ilse_consent.pk])
    assert f'<a href="{url}">Sanne zei ja</a>' in shown(sanne, cast).content.decode()


def test_a_consent_no_room_knows_is_told_as_your_yes(cast, sanne):
    look(cast, consents=["00000000-0000-0000-0000-000000000001"])
    assert "mocht dat? Ja: op jullie ja" in words(sanne, cast)


def test_every_act_has_its_own_sentence():
    assert set(SENTENCES) == set(Entry.Act)
    told = {sentence(act, "de doelen", "Noor") for act in Entry.Act}
    assert len(told) == len(Entry.Act)
    assert not [one for one in told if "%" in one]


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (Entry.Act.CONSENT_ASKED, "Wil de doelen delen met Ilse"),
        (Entry.Act.CONSENT_REQUESTED, "Vroeg Ilse om een ja, om de doelen te delen"),
        (Entry.Act.CONSENT_REFUSED, "Zei nee tegen delen van de doelen met Ilse"),
        (Entry.Act.RULE_CHANGED, "Veranderde hoe Ilse beslist"),
        (Entry.Act.BIRTHDAY_TALKED, "Praatte met Ilse over een verjaardag"),
        (Entry.Act.PRIVATE_BEGAN, "Deed de deur even dicht"),
        (Entry.Act.PRIVATE_ENDED, "Deed de deur weer open"),
        (Entry.Act.WHY_ASKED, "Vroeg Ilse: waarom heb je gekeken?"),
        (Entry.Act.WHY_ANSWERED, "Antwoordde waarom er gekeken is"),
        (Entry.Act.GROUND_STATED, "op de kaart van Ilse op welke grond dit werk gebeurt"),
        (Entry.Act.LEFT, "Ging uit het plan"),
    ],
)
def test_what_is_new_is_told_in_plain_words(cast, sanne, act, told):
    goals = [chapter(cast.plan, "groeiplan.goals").pk]
    journal.write(cast.plan.pk, act, who=cast.kees, whom=cast.ilse, chapters=goals)
    assert told in words(sanne, cast)


def test_printing_and_taking_along_are_told_apart(cast, sanne):
    for act in (Entry.Act.READ, Entry.Act.PRINT, Entry.Act.EXPORT, Entry.Act.CHANGE):
        look(cast, act=act)
    told = words(sanne, cast)
    for one in ("Keek naar de doelen", "Printte de doelen", "Nam de doelen mee"):
        assert one in told
    assert "Schreef iets bij de doelen" in told


def test_repeats_of_a_day_are_one_line_with_a_count_and_the_times(cast, sanne):
    for hour in (8, 12, 15):
        look(cast, at=day("2026-01-05", hour, 5))
    look(cast, part="timeline.help", at=day("2026-01-05", 14))
    told = words(sanne, cast)
    assert told.count("Keek naar") == 1
    assert "Keek naar de doelen en de tijdlijn (de hulp)" in told
    assert "4 keer: 08.05, 12.05, 14.00 en 15.05 uur" in told
    for minute in range(0, 60, 11):
        look(cast, at=day("2026-01-05", 20, minute))
    assert "10 keer, tussen 08.05 en 20.55 uur" in words(sanne, cast)


def test_a_role_is_told_as_it_was_then(cast, sanne):
    look(cast, at=day("2026-01-05", 9))
    cast.ilse.role = "jeugdbeschermer"
    cast.ilse.save()
    look(cast, at=day("2026-01-05", 11))
    told = words(sanne, cast, van="2026-01-05", tot="2026-01-05")
    assert "Ilse (jeugdbeschermer) Keek naar de doelen 11.00 uur" in told
    assert "Ilse (gezinscoach) Keek naar de doelen 09.00 uur" in told


def test_days_are_those_of_amsterdam(cast, sanne):
    look(cast, at=datetime(2026, 1, 5, 23, 30, tzinfo=UTC))
    told = words(sanne, cast)
    assert "6 januari" in told
    assert "00.30 uur" in told


def test_who_looked_keeps_the_name_there_when_the_card_is_emptied(cast, sanne):
    look(cast)
    people.empty(cast.ilse, by=cast.sanne)
    told = words(sanne, cast)
    assert "Ilse" in told and "Keek naar de doelen" in told
    assert "oud-deelnemer Keek" not in told


def test_an_emptied_card_that_never_looked_is_an_oud_deelnemer_in_the_journal(cast, sanne):
    look(cast, act=Entry.Act.ACCEPTED)
    people.empty(cast.ilse, by=cast.sanne)
    told = words(sanne, cast)
    assert "Ilse" not in told and "oud-deelnemer" in told


def test_nobody_looked_yet(cast, sanne):
    Entry.objects.filter(plan=cast.plan).delete()
    assert "Nog niemand van buiten jullie gezin keek" in words(sanne, cast)


# --- Choosing -----------------------------------------------------------------------------------


@pytest.fixture
def looks(cast):
    """Ilse at the goals on 5 and 6 January, at the help on 7; Riet at the family line on 6."""
    for on in ("2026-01-05", "2026-01-06"):
        look(cast, at=day(on))
    look(cast, at=day("2026-01-07"), part="timeline.help")
    look(cast, who=cast.riet, at=day("2026-01-06"), part="timeline.family")


def test_a_period_counts_its_first_and_its_last_day(cast, sanne, looks):
    look(cast, who=cast.bakker, at=day("2026-01-06", 0), part="groeiplan.stories")
    look(cast, who=cast.bakker, at=day("2026-01-06", 23, 59), part="groeiplan.agreements")
    look(cast, who=cast.bakker, at=day("2026-01-07", 0), part="groeiplan.contact")
    told = words(sanne, cast, van="2026-01-06", tot="2026-01-06")
    assert "de verhalen" in told and "de afspraken" in told
    assert "de contactgegevens" not in told and "de hulp" not in told
    assert "5 januari" not in told


def test_one_person_and_one_part_can_be_followed(cast, sanne, looks):
    told = words(sanne, cast, wie=str(cast.riet.pk))
    assert "oma Riet (oma) Keek naar" in told and "Ilse" not in told
    told = words(sanne, cast, deel="groeiplan.goals", van="2026-01-01", tot="2026-01-31")
    assert "6 januari" in told and "7 januari" not in told
    told = words(
        sanne, cast, deel="groeiplan.goals", van="2026-01-06", tot="2026-01-31", wie=cast.ilse.pk
    )
    assert "5 januari" not in told
    assert "Je ziet alleen: Ilse, de doelen, 6 januari tot en met 31 januari." in told


def test_what_was_done_to_somebody_is_found_under_their_name(cast, sanne):
    journal.write(cast.plan.pk, Entry.Act.CARD_CHANGED, who=cast.sanne, whom=cast.noor)
    assert "Veranderde de kaart van Noor" in words(sanne, cast, wie=str(cast.noor.pk))


def test_this_week_and_this_month_are_one_tap_and_keep_the_rest(cast, sanne, looks):
    text = shown(sanne, cast, wie=str(cast.riet.pk), deel="timeline.family").content.decode()
    today = timezone.localdate()
    first = today.replace(day=1).isoformat()
    monday = (today - timedelta(days=today.weekday())).isoformat()
    kept = f"wie={cast.riet.pk}&amp;deel=timeline.family"
    for since in (first, monday):
        assert re.search(rf'href="\?van={since}&amp;tot=[0-9-]+&amp;{kept}"', text)
    assert f'href="?{kept}"' in text


def test_nothing_found_says_so_and_leads_back(cast, sanne, looks):
    answer = shown(sanne, cast, van="2020-01-01", tot="2020-01-02")
    assert answer.status_code == 200
    assert "Hier staat niets bij wat je zocht" in answer.content.decode()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"van": "morgen"}, "Dit is geen dag. Kies er een."),
        ({"tot": "2026-02-30"}, "Dit is geen dag. Kies er een."),
        ({"van": "0001-01-01"}, "Kies een dag na 1900."),
        ({"tot": "9999-12-31"}, "Kies een dag voor 2200."),
        ({"van": "2026-02-02", "tot": "2026-02-01"}, "Deze dag ligt voor de eerste dag."),
        ({"wie": "x"}, "Deze persoon staat niet in dit logboek."),
        ({"wie": str(uuid4())}, "Deze persoon staat niet in dit logboek."),
        ({"deel": "groeiplan.niets"}, "Dit deel kennen we niet."),
        ({"deel": "' OR 1=1 --"}, "Dit deel kennen we niet."),
        ({"voor": "x"}, "Deze bladzijde is er niet."),
        ({"voor": "-1"}, "Deze bladzijde is er niet."),
        ({"voor": str(uuid4())}, "Deze bladzijde is er niet."),
        ({"na": "00000000٣"}, "Deze bladzijde is er niet."),
        ({"na": str(uuid4())}, "Deze bladzijde is er niet."),
        ({"voor": str(uuid4()), "na": "begin"}, "Deze bladzijde is er niet."),
    ],
)
@pytest.mark.parametrize("name", ["journal", "journal_csv", "journal_json"])
def test_what_cannot_be_looked_for_is_said_and_kept(cast, sanne, asked, said, name):
    if name != "journal" and (len(asked.get("na", "")) > 30 or len(asked.get("voor", "")) > 30):
        asked = {"na": "x"}  # a file has no pages: a place in the address says nothing there
    answer = shown(sanne, cast, name, **asked)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert said in text
    assert "keek naar" not in text
    if "van" in asked and asked["van"] != "0001-01-01":
        assert f'value="{asked["van"]}"' in text


def test_somebody_of_another_family_is_nobody_here(cast, sanne):
    assert shown(sanne, cast, wie=str(cast.ayse.pk)).status_code == 422


# --- Turning pages ------------------------------------------------------------------------------


def numbers(found):
    return [entry.seq for entry in found.entries]


def walked(log, most, **wanted):
    """All pages from the newest to the oldest."""
    entries = log.entries(Wanted(**wanted))
    found = [page(entries, log.visit.plan, most=most)]
    while found[-1].older is not None:
        found.append(page(entries, log.visit.plan, before=found[-1].older, most=most))
    return found


def test_every_entry_stands_on_one_page_whichever_way_one_turns(cast):
    Entry.objects.filter(plan=cast.plan).delete()
    for number in range(60):  # written in another order than it happened
        at = day("2026-01-01") + timedelta(days=(number * 7) % 20, minutes=number * 11)
        look(cast, at=at, consents=[uuid4()])
    log = Log(visit(cast.sanne))
    pages = walked(log, 7)
    read = [seq for found in pages for seq in numbers(found)]
    in_order = list(log.entries(Wanted()).order_by("-at", "-seq").values_list("seq", flat=True))
    assert read == in_order and len(read) == 60
    assert all(len(found.entries) <= 7 for found in pages)
    days = [{timezone.localdate(entry.at) for entry in found.entries} for found in pages]
    assert not any(one & other for one, other in pairwise(days)), "whole days"
    back, after = [], BEGIN
    while after is not None:
        found = page(log.entries(Wanted()), cast.plan, after=after, most=7)
        back, after = numbers(found) + back, found.newer
    assert back == in_order


def test_a_day_longer_than_a_page_is_cut_and_says_so(cast):
    Entry.objects.filter(plan=cast.plan).delete()
    for minute in range(25):
        look(cast, at=day("2026-01-05", 12, minute), consents=[uuid4()])
    pages = walked(Log(visit(cast.sanne)), 10)
    assert [len(found.entries) for found in pages] == [10, 10, 5]
    assert [(found.from_newer, found.to_older) for found in pages] == [
        (False, True),
        (True, True),
        (True, False),
    ]


def test_there_is_no_page_from_another_plans_entry(cast):
    log = Log(visit(cast.ayse))
    with pytest.raises(NoSuchPage):
        page(log.entries(Wanted()), cast.other_plan, before=cast.plan.journal.first().pk)


def test_pages_keep_what_was_chosen(cast, sanne):
    for number in range(450):
        look(cast, at=day("2026-01-01") + timedelta(hours=number), consents=[uuid4()])
    text = shown(sanne, cast, wie=str(cast.ilse.pk), van="2025-12-01").content.decode()
    older = re.search(r'href="(\?van=2025-12-01&amp;wie=[^"]+voor=[0-9a-f-]+)"', text)[1]
    second = sanne.get(reverse("journal", args=[cast.plan.pk]) + older.replace("&amp;", "&"))
    text = second.content.decode()
    assert second.status_code == 200
    assert re.search(
        r'href="\?van=2025-12-01&amp;wie=[^"]+na=[0-9a-f-]+"[^>]*>.*?Nieuwer', text, re.S
    )
    assert 'value="2025-12-01"' in text


A_LOT = 100_000


@pytest.fixture
def long_log(cast):
    """A hundred thousand entries over five years; what seals them is another test's business."""
    names = [
        KnownName.objects.create(plan=cast.plan, person=person, name=person.name, role=person.role)
        for person in (cast.ilse, cast.riet, cast.bakker)
    ]
    chapters = [str(pk) for pk in cast.plan.chapters.values_list("pk", flat=True)]
    yes = [str(cast.ilse_consent.pk)]
    begin, first = day("2021-01-01"), cast.plan.journal.count() + 1
    rows = (
        Entry(
            plan=cast.plan,
            seq=first + number,
            at=begin + timedelta(minutes=26 * number),
            act=Entry.Act.READ,
            who=names[0 if number % 50 else 1 + number % 2].pk,
            chapters=[chapters[number % len(chapters)]],
            consents=yes,
            who_seal="x",
            key_id="1",
            seal="x",
        )
        for number in range(A_LOT)
    )
    Entry.objects.bulk_create(rows, batch_size=5_000)
    return cast


FILTERS = {
    "nothing": {},
    "person": {"wie": "riet"},
    "part": {"deel": "timeline.help"},
    "period": {"van": "2022-01-01", "tot": "2025-06-30"},
    "all": {"wie": "ilse", "deel": "timeline.help", "van": "2022-01-01", "tot": "2025-06-30"},
}


def test_a_hundred_thousand_entries_cost_the_same_questions_on_every_page(
    long_log, sanne, django_assert_max_num_queries
):
    cast, counted, slowest = long_log, {}, 0
    middle = cast.plan.journal.get(seq=cast.plan.journal.count() // 2).pk
    for name, asked in FILTERS.items():
        query = {**asked, **({"wie": getattr(cast, asked["wie"]).pk} if "wie" in asked else {})}
        for where, place in {
            "first": {},
            "middle": {"voor": middle},
            "last": {"na": BEGIN},
        }.items():
            began = time.monotonic()
            with django_assert_max_num_queries(20) as questions:
                answer = shown(sanne, cast, **query, **place)
            slowest = max(slowest, time.monotonic() - began)
            assert answer.status_code == 200
            assert answer.content.count(b"Keek naar") >= 1, (name, where)
            counted[name, where] = len(questions)
    assert max(counted.values()) - min(counted.values()) <= 1, counted  # where one begins
    assert len({counted[name, where] for name, where in counted if where == "middle"}) == 1
    assert slowest < 3, f"{slowest:.1f} s; this machine may be busy, but not that busy"


def test_the_same_number_of_questions_with_one_and_with_forty(
    cast, sanne, django_assert_max_num_queries
):
    look(cast, consents=[cast.ilse_consent.pk])
    with django_assert_max_num_queries(20) as few:
        shown(sanne, cast)
    share(cast.sanne, cast.riet, look=["groeiplan.goals"])
    for number in range(40):
        at = timezone.now() - timedelta(days=number)
        look(cast, at=at, consents=[cast.ilse_consent.pk])
    with django_assert_max_num_queries(20) as many:
        shown(sanne, cast)
    assert len(many) == len(few)


# --- What must not lie about --------------------------------------------------------------------


def test_a_question_nobody_was_asked_is_not_told_to_who_must_still_agree(cast, client):
    """T12: Kees must agree about Noor; until Sanne lets the question go he meets no word of it."""
    tess = people.add(by=cast.sanne, name="Tess", kind="professional", role="vertrouwenspersoon")
    invitations.invite(by=cast.sanne, person=tess, email="tess@example.test")
    consent = ask(cast.sanne, tess, look=["groeiplan.stories"])
    client.force_login(cast.kees.user)
    for name in ("journal", "journal_csv", "journal_json"):
        text = shown(client, cast, name).content.decode()
        assert str(consent.pk) not in text
        assert "delen met Tess" not in text and "nodigde Tess uit" not in text, name
    api = client.get(f"/api/v1/plans/{cast.plan.pk}/journal").content.decode()
    assert str(consent.pk) not in api and "nodigde Tess uit" not in api
    client.force_login(cast.sanne.user)
    told = words(client, cast)
    assert "Wil de verhalen delen met Tess" in told and "Nodigde Tess uit" in told
    request(consent, by=cast.sanne, giver=cast.kees)
    client.force_login(cast.kees.user)
    assert "Wil de verhalen delen met Tess" in words(client, cast), "now he was asked"


# --- For whom -----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ilse", "riet", "bakker", "wim", "stranger", "superuser", "ayse"])
def test_nobody_else_knows_there_is_such_a_page(cast, client, who):
    somebody = getattr(cast, who)
    client.force_login(getattr(somebody, "user", somebody))
    answer = shown(client, cast)
    assert answer.status_code == 404
    missing = client.get(reverse("journal", args=["00000000-0000-0000-0000-000000000000"]))
    assert answer.content == missing.content


def test_a_guest_reads_what_the_family_reads_about_it_and_nothing_of_others(cast, client):
    look(cast, at=day("2026-01-05", 9))
    look(cast, who=cast.riet, part="timeline.family", at=day("2026-01-05", 10))
    look(cast, who=cast.bakker, part="groeiplan.agreements", at=day("2026-01-05", 11))
    client.force_login(cast.riet.user)
    told = words(client, cast, "journal_mine")
    assert "oma Riet (oma) Keek naar de tijdlijn (ons gezin)" in told
    for other in ("Ilse", "Bakker", "Sanne", "doelen", "afspraken"):
        assert other not in told
    client.force_login(cast.sanne.user)
    theirs = words(client, cast, wie=str(cast.riet.pk), van="2026-01-05", tot="2026-01-05")
    assert "oma Riet (oma) Keek naar de tijdlijn (ons gezin)" in theirs, "the same sentence"


def test_a_guest_reads_no_name_of_whom_its_own_deed_concerned(cast, client):
    journal.write(cast.plan.pk, Entry.Act.CONSENT_GIVEN, who=cast.riet, whom=cast.bakker)
    client.force_login(cast.riet.user)
    told = words(client, cast, "journal_mine")
    assert "Zei ja tegen delen" in told and "Bakker" not in told


def test_a_guest_cannot_choose_somebody_else(cast, client):
    look(cast)
    client.force_login(cast.riet.user)
    told = words(client, cast, "journal_mine", wie=str(cast.ilse.pk))
    assert "Ilse" not in told and "Keek naar de doelen" not in told


def test_reading_about_oneself_is_not_noted(cast, client):
    client.force_login(cast.ilse.user)
    before = cast.plan.journal.count()
    assert "Over jou staat er nog niets" in words(client, cast, "journal_mine")
    assert cast.plan.journal.count() == before


def test_the_family_goes_from_there_to_the_whole_log(cast, sanne):
    answer = shown(sanne, cast, "journal_mine")
    assert answer.status_code == 302
    assert answer["Location"] == reverse("journal", args=[cast.plan.pk])


@pytest.mark.parametrize("who", ["wim", "stranger", "superuser", "ayse"])
@pytest.mark.parametrize("name", ["journal_mine", "journal_csv", "journal_json"])
def test_without_a_key_there_is_nothing(cast, client, who, name):
    somebody = getattr(cast, who)
    client.force_login(getattr(somebody, "user", somebody))
    assert shown(client, cast, name).status_code == 404


@pytest.mark.parametrize("name", ["journal", "journal_mine"])
def test_it_only_shows(cast, client, name):
    client.force_login(cast.sanne.user if name == "journal" else cast.ilse.user)
    assert client.post(reverse(name, args=[cast.plan.pk])).status_code == 405
