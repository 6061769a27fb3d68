"""Looking nearer, at one line, per person, with the rest of the plan; the family's own names."""

import re
from datetime import date, timedelta
from unittest.mock import patch
from urllib.parse import urljoin
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from groeiplan.actions import content, items
from groeiplan.models import Goal
from tests.cast import share, visit
from tests.timeline.telling import moment
from timeline import actions, windows
from timeline.forms import MomentForm
from timeline.models import Line, Telling
from timeline.windows import Months


def page(client, person, name="index", *args, data=None, query="", **more):
    client.force_login(person.user)
    url = reverse(f"timeline:{name}", args=[person.plan_id, *args]) + query
    return client.get(url, **more) if data is None else client.post(url, data, **more)


def beside(by, telling, title, about=(), **more):
    """What `by` tells of the same moment."""
    return actions.tell(Telling(title=title, **more), by=by, moment=telling.moment, about=about)


def text(response):
    return response.content.decode()


def labels(said):
    return re.findall(r'aria-label="([^"]+)"', said)


def test_nearer_and_farther_earlier_and_later_are_links(client, cast):
    moment(cast.sanne, "Lang geleden", when="1995-05")
    moment(cast.sanne, "Papa gaat weg", when="2020-22")
    said = text(page(client, cast.sanne))
    assert "Lang geleden, mei 1995" in said
    assert 'data-go="farther"' not in said
    here = reverse("timeline:index", args=[cast.plan.pk])
    for _turn in range(len(windows.SPANS)):
        found = re.search(r'href="([^"]+)" data-go="nearer"', said)
        if not found:
            break
        assert found[1].startswith(f"{here}?van=")
        said = text(client.get(found[1].replace("&amp;", "&")))
    assert found is None
    assert 'data-go="earlier"' in said
    van, tot = re.search(r'data-van="([^"]+)" data-tot="([^"]+)"', said).groups()
    assert van == tot  # a month
    for _turn in range(len(windows.SPANS) + 1):
        found = re.search(r'href="([^"]+)" data-go="farther"', said)
        if not found:
            break
        said = text(client.get(found[1].replace("&amp;", "&")))
    assert "data-van" not in said
    assert "Lang geleden, mei 1995" in said


def test_a_jump_to_a_year_in_the_drawing_and_in_the_list(client, cast):
    moment(cast.sanne, "Lang geleden", when="1995-05")
    moment(cast.sanne, "Papa gaat weg", when="2020-22")
    moment(cast.sanne, "Wonen in Baarn", when="1990/2021")
    moment(cast.sanne, "Ooit", when="")
    for query in ("?jaar=2020", "?jaar=2020&als=lijst"):
        said = text(page(client, cast.sanne, query=query))
        for words in ("Papa gaat weg", "Wonen in Baarn", "2020</b>: 2 momenten"):
            assert words in said
        assert "Lang geleden" not in said
        assert "Ooit" not in said
    assert "Als tekening" in said
    assert "jaar=" not in re.search(r'href="([^"]+)" data-form', said)[1]
    assert "van=2020-01&amp;tot=2020-12" in re.search(r'href="([^"]+)" data-form', said)[1]
    said = text(page(client, cast.sanne, query="?jaar=1950"))
    assert "In deze tijd staat niets getekend" in said


@pytest.mark.parametrize(
    "query",
    ["?van=2020-13&tot=2020-14", "?van=x&tot=2020", "?jaar=20200", "?jaar=²020", "?van=2020",
     "?jaar=0000", "?lijn=nergens", "?lijnen=x", "?ook=x", "?van=9999&tot=9999",
     f"?van=2020-{'9' * 5_000}&tot=2021"],
)  # fmt: skip
def test_what_means_nothing_in_an_address_shows_all_of_it(client, cast, query):
    moment(cast.sanne, "Lang geleden", when="1995-05")
    answer = page(client, cast.sanne, query=query)
    assert answer.status_code == 200
    assert "data-van" not in text(answer)
    assert "Lang geleden, mei 1995" in text(answer)


def test_one_line(client, cast):
    moment(cast.sanne, "Onze bruiloft", part="family")
    moment(cast.sanne, "Ilse komt", part="help")
    for query in ("?lijn=help", "?lijn=help&als=lijst"):
        said = text(page(client, cast.sanne, query=query))
        assert "Ilse komt" in said
        assert "Onze bruiloft" not in said
    said = text(page(client, cast.ilse, query="?lijn=family"))
    assert "Onze bruiloft" not in said
    assert "Ons gezin" not in said
    assert "Ilse komt" in said


def test_the_script_asks_for_only_the_drawing(client, cast):
    moment(cast.sanne, "Papa gaat weg", when="2020-22")
    said = text(page(client, cast.sanne, query="?jaar=2020", HTTP_HX_REQUEST="true"))
    assert said.lstrip().startswith('<div id="tijdlijn"')
    assert "Papa gaat weg" in said
    assert page(client, cast.wim, HTTP_HX_REQUEST="true").status_code == 404


PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile/15E148 Safari"
COMPUTER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.mark.parametrize(
    ("query", "headers", "drawn"),
    [
        ("", {}, "both"),
        ("", {"Sec-CH-UA-Mobile": "?1"}, "tall"),
        ("", {"Sec-CH-UA-Mobile": "?0", "User-Agent": PHONE}, "wide"),
        ("", {"User-Agent": PHONE}, "tall"),
        ("", {"User-Agent": COMPUTER}, "wide"),
        ("", {"Sec-CH-UA-Mobile": "<b>"}, "both"),
        ("", {"Sec-CH-UA-Mobile": "?0", "X-Drawing": "tall"}, "tall"),
        ("?vorm=hoog", {"Sec-CH-UA-Mobile": "?0"}, "tall"),
        ("?vorm=breed&jaar=2020", {"X-Drawing": "tall"}, "wide"),
        ("?vorm=rond", {"X-Drawing": "round"}, "both"),
    ],
)
def test_one_form_is_drawn_where_the_browser_says_which_suits_it(
    client, cast, query, headers, drawn
):
    moment(cast.sanne, "Papa gaat weg", when="2020-22")
    client.force_login(cast.sanne.user)
    answer = client.get(reverse("timeline:index", args=[cast.plan.pk]) + query, headers=headers)
    said = text(answer)
    assert said.count('<svg class="lanes') == (2 if drawn == "both" else 1)
    assert ('class="lanes upright"' in said) == (drawn != "wide")
    assert said.count("Papa gaat weg, zomer 2020, Ons gezin") == (2 if drawn == "both" else 1)
    assert "Sec-CH-UA-Mobile" in answer["Vary"]
    assert "X-Drawing" in answer["Vary"]
    assert ("Teken van boven naar beneden" in said) == (drawn == "wide"), "a link to the other"
    assert ("Teken van links naar rechts" in said) == (drawn == "tall")


def test_every_mark_is_drawn_once_whatever_it_is(client, cast):
    """Equal dots and bars are one path; what fades, is about or is only proposed stands apart."""
    for when in ("2010", "2011-05", "2012/2013", "2014-01-01/2014-06-01"):
        moment(cast.sanne, when, when=when)
    moment(cast.sanne, "ongeveer", when="2015~")
    moment(cast.sanne, "loopt", when="2016/..")
    moment(cast.sanne, "zacht", when="2017~/2018")
    client.force_login(cast.sanne.user)
    for form, across in (("?vorm=breed", "h"), ("?vorm=hoog", "v")):
        said = text(client.get(reverse("timeline:index", args=[cast.plan.pk]) + form))
        [dots] = re.findall(r'class="dots" d="(M[^"]+)"', said)
        [bars] = re.findall(r'class="bars" d="(M[^"]+)"', said)
        assert dots.count(f"{across}0") == 3
        assert len(re.findall(rf"{across}\d", bars)) == 2
        assert said.count('class="ring"') == 1
        assert len(re.findall(r'<rect x="[^>]+fill="url\(#t', said)) == 2


def test_a_line_for_each_person(client, cast):
    row = moment(cast.sanne, "Papa gaat weg", about=[cast.noor, cast.sem])
    beside(cast.kees, row, "Ik ging", about=[cast.noor])
    moment(cast.sanne, "Met z'n allen")
    lists = text(page(client, cast.sanne, query="?lijnen=over&als=lijst"))
    heads = [re.sub(r"<[^>]+>", "", one).strip() for one in re.findall(r"(?s)<h2.*?</h2>", lists)]
    assert heads[:3] == ["Iedereen samen", "Noor", "Sem"]
    assert lists.count("Papa gaat weg") == 2
    told = text(page(client, cast.sanne, query="?lijnen=vertelt&als=lijst"))
    heads = [re.sub(r"<[^>]+>", "", one).strip() for one in re.findall(r"(?s)<h2.*?</h2>", told)]
    assert heads[:2] == ["Sanne", "Kees"]
    assert "Ik ging" in told
    drawn = text(page(client, cast.sanne, query="?lijnen=vertelt"))
    assert "Ik ging, zomer 2020" in drawn


def test_nobody_is_a_line_through_words_one_may_not_read(client, cast):
    row = moment(cast.sanne, "Ilse komt", part="help", about=[cast.noor])
    beside(cast.kees, row, "Geheim", about=[cast.sem], audience="family")
    for query in ("?lijnen=over", "?lijnen=vertelt", "?lijnen=over&als=lijst"):
        said = text(page(client, cast.ilse, query=query))
        assert "Ilse komt" in said
        for words in ("Geheim", ">Kees<", ">Sem<", "2 verhalen"):
            assert words not in said


@pytest.fixture
def goal(cast):
    row = content.add_goal(Goal(title="Elke week bij oma"), by=cast.sanne)
    return items.change(row, by=cast.sanne, version=1, status="reached", status_on=date(2024, 5, 5))


def test_what_other_rooms_have_stands_there_when_asked_and_by_ones_own_rights(client, cast, goal):
    moment(cast.sanne, "Ilse komt", part="help")
    moment(cast.sanne, "Onze bruiloft", part="family")
    assert "Elke week bij oma" not in text(page(client, cast.sanne))
    said = text(page(client, cast.sanne, query="?ook=alles"))
    assert "Elke week bij oma, 5 mei 2024, Ook in het plan" in said
    assert f"{reverse('goals', args=[cast.plan.pk])}#r{goal.pk}" in said
    listed = text(page(client, cast.sanne, query="?ook=alles&als=lijst"))
    assert "Elke week bij oma" in listed
    assert "Elke week bij oma" in text(page(client, cast.ilse, query="?ook=alles"))
    share(cast.sanne, cast.bakker, look=["timeline.help"])
    theirs = text(page(client, cast.bakker, query="?ook=alles"))
    assert "Ilse komt" in theirs
    assert "Elke week bij oma" not in theirs
    assert "Ook in het plan" not in theirs


def test_a_crowd_leads_nearer_and_its_list_holds_them_all(client, cast):
    for number in range(70):
        moment(cast.sanne, f"Dag {number}", when="2020-05-05")
    moment(cast.sanne, "Lang geleden", when="1995-05")
    said = text(page(client, cast.sanne))
    shown = len(set(re.findall(r'aria-label="Dag (\d+),', said)))
    assert shown < 70
    [url] = set(re.findall(r'class="crowd" href="([^"]+)"', said))
    here = reverse("timeline:index", args=[cast.plan.pk])
    said = text(client.get(urljoin(here, url.replace("&amp;", "&"))))
    urls = set(re.findall(r'class="crowd" href="([^"]+)"', said))
    assert urls
    assert all("als=lijst" in one for one in urls)
    listed = text(client.get(urljoin(here, urls.pop().replace("&amp;", "&"))))
    assert len(set(re.findall(r">Dag (\d+)<", listed))) == 70


def test_the_tab_key_walks_through_the_years(client, cast):
    for year in (2019, 1999, 2009):
        moment(cast.sanne, f"In {year}", part="help", when=str(year))
        moment(cast.sanne, f"Ook {year}", part="family", when=f"{year}-07")
    said = text(page(client, cast.sanne))
    walked = [int(one[3:7]) if one[:3] == "In " else int(one[4:8])
              for one in labels(said) if one[:3] in ("In ", "Ook")]  # fmt: skip
    half = len(walked) // 2
    assert walked[:half] == sorted(walked[:half]) == walked[half:]


@pytest.mark.parametrize(("first", "last"), [(1995, 2026), (2025, 2026), (1900, 2100)])
def test_windows_stay_inside_and_undo_each_other(first, last):
    everything = windows.between(date(first, 1, 1), date(last, 12, 31))
    months, counts = everything, []
    while months := windows.nearer(months, everything):
        counts.append(months.count)
        assert everything.first <= months.first <= months.last <= everything.last
        moved = windows.earlier(months, everything)
        assert moved is None or moved.count == months.count
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] == 1
    months = Months(everything.first, everything.first)
    assert windows.earlier(months, everything) is None
    while months:
        before, months = months, windows.farther(months, everything)
        assert months is None or months.count > before.count
    assert windows.asked("2020", "2019-03") == windows.asked("2019-03", "2020")


def name_of(client, cast, strand="help", **data):
    return page(client, cast.sanne, "line", strand, data=data)


def test_the_family_names_its_lines_and_everybody_who_opens_one_reads_it(client, cast):
    moment(cast.sanne, "Ilse komt", part="help")
    assert "Andere naam" in text(page(client, cast.sanne, "lines"))
    assert name_of(client, cast, name="  Wie  hielp ", version=1).status_code == 302
    for who in (cast.sanne, cast.ilse):
        for query in ("", "?als=lijst"):
            said = text(page(client, who, query=query))
            assert "Wie hielp" in said
            assert "De hulp" not in said
        assert "Wie hielp" in dict(MomentForm(visit(who)).fields["strand"].choices).values()
    assert "Wie hielp" not in text(page(client, cast.riet))
    name_of(client, cast, name="", version=2)
    assert "De hulp" in text(page(client, cast.sanne))


def test_only_the_family_names_its_lines(client, cast):
    moment(cast.sanne, "Ilse komt", part="help")
    assert "eigen naam" in text(page(client, cast.sanne))
    assert "eigen naam" not in text(page(client, cast.ilse))
    for name, *args in (("lines",), ("line", "help"), ("line_back", "help")):
        for data in (None, {"name": "Van Ilse", "version": 1}):
            assert page(client, cast.ilse, name, *args, data=data).status_code in (403, 405)
            assert page(client, cast.wim, name, *args, data=data).status_code == 404
    assert page(client, cast.ilse, "line", "family").status_code == 404
    assert page(client, cast.sanne, "line", "nergens").status_code == 404
    assert not Line.objects.exists()


def test_two_names_at_once_and_a_name_that_is_too_long(client, cast):
    name_of(client, cast, name="Wie hielp", version=1)
    answer = name_of(client, cast, name="Hulptroepen", version=1)
    assert answer.status_code == 409
    for words in ("Wie hielp", "Hulptroepen", 'value="2"'):
        assert words in text(answer)
    answer = name_of(client, cast, name="x" * 41, version=2)
    assert answer.status_code == 422
    assert "x" * 41 in text(answer)
    assert name_of(client, cast, name="x", version="nee").status_code == 422
    assert Line.objects.get().name == "Wie hielp"


def test_the_name_before_comes_back_within_a_day(client, cast):
    name_of(client, cast, name="Wie hielp", version=1)
    name_of(client, cast, name="Hulptroepen", version=2)
    assert "Hiervoor heette deze lijn: Wie hielp." in text(page(client, cast.sanne, "line", "help"))
    page(client, cast.sanne, "line_back", "help", data={"version": 2})
    assert Line.objects.get().name == "Hulptroepen"  # of another version than was read
    page(client, cast.sanne, "line_back", "help", data={"version": 3})
    assert Line.objects.get().name == "Wie hielp"
    later = timezone.now() + timedelta(hours=25)
    with patch("groeiplan.access.clock", return_value=later):
        assert "Hiervoor" not in text(page(client, cast.sanne, "line", "help"))
        answer = page(client, cast.sanne, "line_back", "help", data={"version": 4})
    assert answer.status_code == 404
    assert Line.objects.get().name == "Wie hielp"


@pytest.mark.parametrize(
    ("version", "status"),
    [("9" * 5_000, 404), ("²", 404), ("", 404), ("-1", 302), ("9" * 30, 302)],
)
def test_a_version_that_never_was_changes_nothing(client, cast, version, status):
    name_of(client, cast, name="Wie hielp", version=1)
    told = {"patterns": "1", "version": version}
    for name, *args in (("patterns",), ("line_back", "help")):
        assert page(client, cast.sanne, name, *args, data=told).status_code == status
    assert name_of(client, cast, name="Anders", version=version).status_code in (409, 422)
    assert Line.objects.get().name == "Wie hielp"


def test_a_name_is_text_never_markup(client, cast):
    moment(cast.sanne, "Ilse komt", part="help")
    name_of(client, cast, name="<script>alert(1)</script>", version=1)
    for query in ("", "?als=lijst", "?ook=alles"):
        said = text(page(client, cast.sanne, query=query))
        assert "<script>alert" not in said
        assert "&lt;script&gt;alert" in said


def test_every_way_of_looking_asks_as_little_with_many_moments(
    client, cast, goal, django_assert_max_num_queries
):
    counts = []
    for _round in range(2):
        asked = []
        for who, most in ((cast.sanne, 20), (cast.ilse, 25)):
            for query in ("", "?ook=alles", "?lijnen=over", "?jaar=2020&als=lijst&lijnen=vertelt"):
                page(client, who, query=query)
                with django_assert_max_num_queries(most) as queries:
                    page(client, who, query=query)
                asked.append(len(queries))
        counts.append(asked)
        for number in range(20):
            row = moment(cast.sanne, f"{uuid4()}", part="help", when=f"20{number:02}",
                         about=[cast.noor])  # fmt: skip
            beside(cast.kees, row, "Ook")
    assert counts[1] == [max(one) for one in zip(*counts, strict=True)]
    # With something on the lines also their own names, and whether sentences are wanted.
    assert all(late - early <= 2 for early, late in zip(*counts, strict=True))


# --- On paper -----------------------------------------------------------------------------------
def on_paper(said):
    """The moments of the list that only a printer shows."""
    return re.findall(r"<li>(.*?)<p", said.split('<div class="only-print">')[1].split("</div>")[0])


def test_who_prints_the_page_gets_the_same_moments_as_a_list(client, cast):
    moment(cast.sanne, "Verhuisd", when="2019")
    moment(cast.noor, "Alleen van Noor", when="2020", audience="teller")
    moment(cast.kees, "Ooit", part="help", when="")
    assert on_paper(text(page(client, cast.sanne))) == ["Verhuisd", "Ooit"]
    assert on_paper(text(page(client, cast.noor))) == ["Verhuisd", "Alleen van Noor", "Ooit"]
    assert on_paper(text(page(client, cast.noor, query="?jaar=2020"))) == ["Alleen van Noor"]
    assert on_paper(text(page(client, cast.sanne, query="?lijn=help"))) == ["Ooit"]
    assert '<div class="only-print">' not in text(page(client, cast.sanne, query="?als=lijst"))


def test_where_there_is_too_much_for_that_the_paper_says_where_the_poster_is(client, cast):
    with patch("timeline.views.lines.PRINTED", 1):
        moment(cast.sanne, "Verhuisd", when="2019")
        assert on_paper(text(page(client, cast.sanne))) == ["Verhuisd"]
        moment(cast.sanne, "Een hond", when="2020")
        said = text(page(client, cast.sanne))
        assert "prints-list" not in said and "voor een poster" in said
