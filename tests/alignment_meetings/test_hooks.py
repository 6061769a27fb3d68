"""What the room brings to the rest of the house: card, news, paper, data, API, demo."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from alignment_meetings import actions
from alignment_meetings.models import Answer, Meeting, OwnPoint
from groeiplan import pdf
from groeiplan.actions import items, people
from groeiplan.models import Agreement
from tests.cast import share, visit

pytestmark = pytest.mark.django_db
room = apps.get_app_config("alignment_meetings")


@pytest.fixture
def hidden(cast, was):
    """A held meeting full of words: some for everybody, some not."""
    was.items.filter(key="worries").update(notes="Feit: negentien ochtenden.")
    items.write(OwnPoint(meeting=was, text="Wanneer stop ik?"), by=cast.ilse)
    items.write(OwnPoint(meeting=was, text="geheim van Noor", audience="teller"), by=cast.noor)
    row = Agreement(kind="agreement", what="Oma haalt Sem", who=cast.riet)
    actions.agree(row, by=cast.sanne, meeting=was)
    actions.answer(
        was, by=cast.noor, person=cast.noor, says=Answer.Says.DIFFERS, because="Geen zes."
    )
    actions.plan_meeting(
        Meeting(on=timezone.now(), question="onder ons", audience="family"),
        by=cast.sanne,
        people=[cast.sanne],
    )
    return was


def paper(somebody):
    story = room.story(visit(somebody))
    made = pdf.render(story, title="Ons plan", footer="van ons")
    pages = (page.extract_text() for page in PdfReader(BytesIO(made)).pages)
    return " ".join(" ".join(pages).split())


def test_the_card_is_the_next_meeting(cast, talk):
    assert room.card(visit(cast.sanne)) == {"band": True, "meeting": talk}
    assert room.card(visit(cast.ilse))["meeting"] == talk
    assert room.card(visit(cast.riet)) is None


def test_with_nothing_planned_only_the_family_is_asked(cast):
    assert room.card(visit(cast.sanne)) == {"band": True, "meeting": None}
    assert room.card(visit(cast.ilse)) is None


def test_today_it_is_still_the_next_one_tomorrow_no_more(cast, talk):
    for days, shown in ((0, True), (-1, False)):
        Meeting.objects.update(on=timezone.now() + timedelta(days=days))
        assert (room.card(visit(cast.sanne))["meeting"] == talk) is shown


def test_news_tells_only_what_this_visitor_may_read(cast, hidden):
    since = timezone.now() - timedelta(days=1)
    family = " ".join(one.sentence for one in room.changes(visit(cast.noor), since))
    assert "Noor zette een eigen punt" in family
    assert "Noor zegt wat er niet klopt" in family
    guest = " ".join(one.sentence for one in room.changes(visit(cast.ilse), since))
    assert "Ilse zette een eigen punt" in guest
    assert "Noor zette een eigen punt" not in guest
    assert len(room.changes(visit(cast.ilse), since)) == 3
    assert not room.changes(visit(cast.riet), since)
    assert not room.changes(visit(cast.sanne), timezone.now() + timedelta(days=1))


def test_moments_are_meetings_that_were_or_will_be(cast, hidden):
    assert [one.title for one in room.moments(visit(cast.ilse))] == ["Hoe blijft Noor op school?"]
    assert len(room.moments(visit(cast.sanne))) == 2


def test_on_paper_stands_what_the_visitor_may_read(cast, hidden):
    family = paper(cast.noor)
    for words in (
        "negentien ochtenden",
        "geheim van Noor",
        "Oma haalt Sem",
        "Geen zes.",
        "onder ons",
    ):
        assert words in family
    guest = paper(cast.ilse)
    for words in ("negentien ochtenden", "Wanneer stop ik?", "Geen zes."):
        assert words in guest
    for words in ("geheim van Noor", "Oma haalt Sem", "onder ons"):
        assert words not in guest
    assert room.story(visit(cast.riet)) == []


def test_taken_along_is_what_the_visitor_may_read(cast, hidden):
    family, guest = (
        json.dumps(room.export(visit(one)), ensure_ascii=False) for one in (cast.noor, cast.ilse)
    )
    for words in ("geheim van Noor", "onder ons", str(Agreement.objects.get().pk)):
        assert words in family
        assert words not in guest
    assert "Wanneer stop ik?" in guest
    assert room.export(visit(cast.riet)) is None


def test_the_api_answers_what_the_pages_show(cast, hidden, as_):
    address = f"/api/v1/plans/{cast.plan.pk}/alignment-meetings/meetings"
    one = f"{address}/{hidden.pk}"
    family = as_(cast.noor).get(address).json()["results"]
    assert {row["question"] for row in family} == {"Hoe blijft Noor op school?", "onder ons"}
    guest = as_(cast.ilse).get(address).json()["results"]
    assert [row["question"] for row in guest] == ["Hoe blijft Noor op school?"]
    assert guest[0] == as_(cast.ilse).get(one).json()
    assert guest[0]["agreements"] == []
    assert [point["text"] for point in guest[0]["own_points"]] == ["Wanneer stop ik?"]
    assert set(guest[0]) == set(room.export(visit(cast.ilse))["meetings"][0])
    for outsider in (cast.riet, cast.wim, cast.stranger, cast.superuser):
        assert as_(outsider).get(address).status_code == 404
        assert as_(outsider).get(one).status_code == 404
    assert as_(cast.sanne).post(address).status_code == 405


def test_the_same_number_of_queries_with_1_and_with_40(
    cast, as_, at, was, ilse_writes, django_assert_max_num_queries
):
    share(cast.sanne, cast.ilse, look=["groeiplan.agreements"])
    addresses = [at("index"), at("meeting", was), at("screen", was)]
    addresses.append(f"/api/v1/plans/{cast.plan.pk}/alignment-meetings/meetings")

    def counts():
        made = {}
        for who, most in ((cast.sanne, 20), (cast.ilse, 25)):
            browser = as_(who)
            for address in addresses:
                with django_assert_max_num_queries(most) as seen:
                    assert browser.get(address).status_code == 200
                made[who.name, address] = len(seen)
        return made

    few = counts()
    for number in range(40):
        items.write(OwnPoint(meeting=was, text=f"punt {number}"), by=cast.noor)
        row = Agreement(kind="wish", what=f"wens {number}", who=cast.sanne, checked_by=cast.noor)
        actions.agree(row, by=cast.sanne, meeting=was)
        person = people.add(by=cast.sanne, name=f"tante {number}", kind="network")
        was.presences.create(plan=cast.plan, person=person, state="there")
        actions.answer(was, by=cast.sanne, person=person, says=Answer.Says.FITS)
        if number < 10:
            actions.plan_meeting(
                Meeting(on=timezone.now(), question="nog een"), by=cast.sanne, people=[cast.sanne]
            )
    many = counts()
    # A guest's first look makes its journal entry, a later one within ten minutes folds into it.
    assert {key: many[key] for key in many if key[0] == "Sanne"} == {
        key: few[key] for key in few if key[0] == "Sanne"
    }
    assert all(many[key] <= few[key] for key in many)


@pytest.mark.parametrize("family", ["de_jong", "yilmaz", "van_der_meer", "unknown"])
def test_the_demo_family_has_its_meetings(cast, family):
    names = [
        "sanne",
        "kees",
        "noor",
        "sem",
        "riet",
        "ilse",
        "wim",
        "bakker",
        "rachid",
        "joke",
        "fatma",
    ]
    names += ["hatice", "omer", "derya", "emir", "thomas", "annefloor"]
    known = {name: getattr(cast, name, None) for name in names}
    for name, person in known.items():
        if person is None or person.plan_id != cast.plan.pk:
            kind = "family" if name == "hatice" else "network"
            known[name] = people.add(by=cast.sanne, name=name, kind=kind)
    known["hatice"].family_since = timezone.now()
    known["hatice"].save()
    room.demo(cast.plan, known, family)
    made = visit(cast.sanne).rows(Meeting).order_by("on")
    assert [one.status for one in made] == {
        "de_jong": ["held", "held", "planned"],
        "yilmaz": ["held"],
    }.get(family, [])
    if family == "de_jong":
        page = paper(cast.sanne)
        assert "elfhonderd mensen" in page
        assert "Ik heb alleen niet gestemd" in page
        assert not OwnPoint.objects.filter(
            told_by=cast.kees, audience="keyholders", meeting=made[2]
        )


def test_the_plan_page_carries_the_green_band(cast, as_, talk):
    page = as_(cast.sanne).get(reverse("plan", args=[cast.plan.pk])).content.decode()
    assert "Volgende keer samen" in page
    assert "Hoe blijft Noor op school?" in page
