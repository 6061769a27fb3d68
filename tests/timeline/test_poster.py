from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader
from reportlab.lib.pagesizes import A2, A3, landscape

from groeiplan import pdf, reading_order
from groeiplan.models import Entry
from tests.cast import visit
from tests.timeline.telling import beside, moment
from timeline import layout, sheets
from timeline.empty_sheet import empty_sheet
from timeline.models import STRANDS, Line
from timeline.poster import poster

TODAY = date(2026, 11, 22)


def read(made):
    return PdfReader(BytesIO(made))


def words(made):
    return " ".join(" ".join(page.extract_text() for page in read(made).pages).split())


def on(person, size="a3"):
    return poster(visit(person), size, TODAY, "Voor jou")


def spot(number, first, last=None, period=False, strand=None):
    return layout.Spot(
        id=str(number),
        strand=strand or STRANDS[number % 4],
        first=first,
        last=last or first,
        about=False,
        period=period,
        title=f"Moment {number} van ons",
        subtitle="maart 2013",
        note="Sanne",
    )


@pytest.mark.parametrize(("size", "paper"), [("a3", A3), ("a2", A2)])
def test_the_poster_is_landscape_and_says_who_tells(cast, size, paper):
    row = moment(cast.sanne, "Papa gaat weg", when="2020-22")
    beside(cast.kees, row, "Ik ging")
    moment(cast.sanne, "Ooit", when="")
    made = on(cast.sanne, size)
    box = read(made).pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx(landscape(paper), abs=1)
    said = words(made)
    for part in ("Papa gaat weg", "zomer 2020", "Kees: “Ik ging”", "Ooit", "dat weten we niet"):
        assert part in said, part
    assert made == on(cast.sanne, size)


def test_its_months_are_called_as_on_the_screen(cast):
    moment(cast.sanne, "Kerst", when="2025-12-25")
    moment(cast.sanne, "Verhuisd", when="2026-03")
    said = words(on(cast.sanne)).split()
    for month in ("jan", "mrt", "okt"):
        assert month in said, month


def test_what_the_reader_may_not_see_is_not_on_it_not_even_a_gap(cast):
    row = moment(cast.sanne, "Ilse komt", part="help", when="2019")
    before = on(cast.ilse)
    beside(cast.noor, row, "GEHEIM", audience="teller")
    moment(cast.kees, "ALLEEN", part="help", audience="teller", when="1990")
    moment(cast.sanne, "BRUILOFT", part="family", when="1985")
    moment(cast.sanne, "OOIT", part="family", when="")
    assert on(cast.ilse) == before
    assert "Ons gezin" not in words(before)
    assert "BRUILOFT" in words(on(cast.sanne))


def test_proposals_are_marked_and_refused_ones_left_out(cast):
    moment(cast.ilse, "Overleg", part="help")
    assert "voorstel van Ilse" in words(on(cast.sanne))


def test_an_empty_timeline_gives_the_lines(cast):
    assert "Onze mensen" in words(on(cast.sanne))


def test_arabic_and_hebrew_stand_in_their_own_order(cast):
    assert reading_order.visual("papa gaat weg") == "papa gaat weg"
    assert reading_order.visual("שלום 12") == "12 םולש"
    assert reading_order.visual("سلام") == "\ufee1\ufefc\ufeb3"  # joined, from left to right
    assert reading_order.visual("Noor (שלום)", at_right=False) == "Noor (םולש)"
    assert reading_order.begins_at_right("12 שלום Noor")
    runs = pdf.lettered("Noor سلام", "Roboto", at_right=False)
    assert runs == [("Roboto", "Noor "), ("NotoSansArabic", "\ufee1\ufefc\ufeb3")]
    moment(cast.sanne, "عيد ميلاد سعيد 😀")
    moment(cast.sanne, "<b>& 汉")
    assert "<b>&" in words(on(cast.sanne))


def test_three_hundred_moments_come_on_several_sheets_each_legible():
    spots = [spot(n, date(2000, 1, 1) + timedelta(days=n * 30)) for n in range(300)]
    found = sheets.spread(spots, STRANDS, TODAY, 1600, 1020)
    assert 1 < len(found) < 8
    there = [card.spot.id for one in found for lane in one.picture.lanes for card in lane.cards]
    assert sorted(there, key=int) == [one.id for one in spots]
    for one in found:
        assert one.scale == sheets.SMALLEST
        assert one.picture.height * one.scale <= 1020
    assert [one.ends_today for one in found] == [False] * (len(found) - 1) + [True]


def test_few_moments_come_on_one_sheet_with_large_letters():
    found = sheets.spread([spot(1, date(2015, 3, 1))], STRANDS, TODAY, 1100, 700)
    assert [one.scale for one in found] == [sheets.LARGEST]
    assert len(sheets.spread([], STRANDS, TODAY, 1100, 700)) == 1


def test_what_goes_on_is_met_again_on_the_next_sheet():
    long = layout.Spot("lang", "help", date(2000, 2, 1), None, False, True, "Hulp", "sinds 2000")
    spots = [long, *(spot(n, date(2001, 1, 1) + timedelta(days=n * 30)) for n in range(299))]
    found = sheets.spread(spots, STRANDS, TODAY, 1600, 1020)
    titles = [
        {card.spot.title for lane in one.picture.lanes for card in lane.cards} for one in found
    ]
    assert "Hulp" in titles[0]
    assert all("… Hulp" in one for one in titles[1:])


def test_many_on_one_day_fit_somewhere():
    spots = [spot(n, date(2015, 3, 1), strand="family") for n in range(200)]
    found = sheets.spread(spots, STRANDS, TODAY, 1100, 700)
    there = [card.spot.id for one in found for lane in one.picture.lanes for card in lane.cards]
    assert len(there) == 200


def test_the_empty_sheet_has_the_lines_by_their_own_names_and_nothing_of_anybody(cast):
    moment(cast.sanne, "Papa gaat weg", when="2020-22")
    chapter = cast.plan.chapters.get(tool="timeline", part="help")
    Line.objects.create(plan=cast.plan, chapter=chapter, name="Wie ons hielp")
    said = words(empty_sheet(visit(cast.sanne)))
    for part in ("Ons gezin", "Ons gewone leven", "Onze mensen", "Wie ons hielp"):
        assert part in said, part
    assert "De hulp" not in said
    assert "Papa" not in said and "2020" not in said
    guest = words(empty_sheet(visit(cast.riet)))
    assert "Ons gezin" in guest
    assert "Wie ons hielp" not in guest


def test_who_may_print_what_and_the_journal_notes_it(client, cast):
    names = ("paper_choice", "paper", "poster_a3", "poster_a2", "empty_sheet")
    for name in names:
        url = reverse(f"timeline:{name}", args=[cast.plan.pk])
        for person, status in ((cast.sanne, 200), (cast.ilse, 200), (cast.bakker, 404)):
            client.force_login(person.user)
            before = Entry.objects.filter(act=Entry.Act.PRINT).count()
            answer = client.get(url)
            assert answer.status_code == status, (name, person)
            printed = status == 200 and name != "paper_choice" and person == cast.ilse
            assert Entry.objects.filter(act=Entry.Act.PRINT).count() - before <= 1
            assert not printed or Entry.objects.filter(act=Entry.Act.PRINT).exists()
            assert client.post(url).status_code in (404, 405)


def test_the_choice_of_paper_offers_what_there_is(client, cast):
    client.force_login(cast.sanne.user)
    url = reverse("timeline:paper_choice", args=[cast.plan.pk])
    assert "Poster A3" not in client.get(url).content.decode()
    moment(cast.sanne, "Verhuisd", part="family")
    assert "Poster A3" in client.get(url).content.decode()
    client.force_login(cast.ilse.user)
    said = client.get(url).content.decode()
    assert "Poster A3" not in said
    assert "Lees een lijst in" not in said
    assert "Het gezin kan zien dat je dit printte" in said


def test_what_only_i_read_comes_on_paper_when_i_ask_for_it(client, cast):
    moment(cast.sanne, "Verhuisd", part="family")
    client.force_login(cast.sanne.user)
    choice = reverse("timeline:paper_choice", args=[cast.plan.pk])
    assert "alleen ik" not in client.get(choice).content.decode()
    moment(cast.sanne, "Kanariepiet", part="family", audience="teller")
    assert "1 verhaal staat op “alleen ik”" in client.get(choice).content.decode()
    for name in ("poster_a3", "poster_a2", "paper"):
        url = reverse(f"timeline:{name}", args=[cast.plan.pk])
        plain, asked = words(client.get(url).content), words(client.get(f"{url}?alleen=ik").content)
        assert "Verhuisd" in plain
        assert "Kanariepiet" not in plain
        assert "Kanariepiet" in asked
    client.force_login(cast.kees.user)
    assert "alleen ik" not in client.get(choice).content.decode()
    assert "Kanariepiet" not in words(client.get(f"{url}?alleen=ik").content)


@pytest.mark.parametrize("name", ["poster_a2", "csv", "calendar", "json"])
def test_as_many_questions_for_one_as_for_forty(client, cast, name):
    url = reverse(f"timeline:{name}", args=[cast.plan.pk])
    moment(cast.sanne, "Eén", about=[cast.noor])
    client.force_login(cast.sanne.user)
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(url)
    for number in range(12):
        moment(cast.sanne, f"Nog {number}", about=[cast.noor])
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few) <= 20
