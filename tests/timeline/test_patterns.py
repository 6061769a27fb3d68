"""What fell together is told truly, only of what this visitor may read, and only while the family
wants it."""

from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groeiplan import dates
from tests.cast import share
from tests.timeline.telling import moment
from timeline import manners, patterns, seen
from timeline.models import Manner

TODAY = date(2026, 11, 22)


@dataclass
class Told:
    when: str
    strand: str = "help"
    is_proposal: bool = False

    def __post_init__(self):
        self.moment = SimpleNamespace(pk=uuid4())
        self.told = dates.read(self.when) if self.when else None
        self.sort_key = self.when


def words(*whens, strand="help"):
    return [one.words for one in patterns.told([Told(one, strand) for one in whens], TODAY)]


@pytest.mark.parametrize(
    ("whens", "said"),
    [
        (["2015/2016", "2015-03/2018", "2015-10/2017"],
         ["In 2015 begonnen drie dingen. Een tijd waren ze er tegelijk.",
          "In 2016 waren er drie vormen van hulp tegelijk."]),
        (["2015-03/2018", "2015/2016", "2015-21/2018", "2015~/2019"],
         ["In 2015 begonnen drie dingen. Misschien nog één. Een tijd waren ze er tegelijk.",
          "In 2016 waren er drie vormen van hulp tegelijk. Misschien vier."]),
        (["2015-01/2015-04", "2015-06/2015-09", "2015-10/2016"], ["In 2015 begonnen drie dingen."]),
        (["2015-01/2015-05", "2015-03/2015-05", "2015-05/2016"],
         ["In 2015 begonnen drie dingen. Misschien waren ze er een tijd tegelijk.",
          "In 2015 waren er misschien drie vormen van hulp tegelijk."]),
        (["2019/..", "2020/..", "2021-05-01/.."], ["Nu zijn er drie vormen van hulp tegelijk."]),
        (["2019/..", "2020/..", "2021~/.."],
         ["Van 2021 tot en met 2026 waren er misschien drie vormen van hulp tegelijk."]),
        (["2015-07-01/2015-07-14", "2015-08-01/2015-08-05", "2015-12-24/2015-12-26"], []),
        (["2027/2030", "2027/..", "2027/2031"], []),
        (["2015", "2015-03", "2015-04-01"], []),
        (["201X/2020", "/2018", ""], []),
        (["2010", "2013", "2015"], ["In 2011 en 2012 en in 2014 staat niets. Dat mag."]),
        (["2010~", "2013", "2017-03", "2018"],
         ["In 2012 en van 2014 tot en met 2016 staat niets. Dat mag."]),
        (["2010", "2012/2016", "2018"], ["In 2011 en in 2017 staat niets. Dat mag."]),
        (["[..2005]", "2000", "2010"], ["Van 2006 tot en met 2009 staat niets. Dat mag."]),
        (["2000", "2003/..", "2010"], ["In 2001 en 2002 staat niets. Dat mag."]),
        (["2000", "[2003..]", "2010"], ["In 2001 en 2002 staat niets. Dat mag."]),
        (["2025", "2035"], []),
        (["1900", "2100"], ["Van 1901 tot en met 2025 staat niets. Dat mag."]),
    ],
)  # fmt: skip
def test_sentences(whens, said):
    assert words(*whens) == said


def test_proposals_do_not_count():
    three = [Told("2019/.."), Told("2020/.."), Told("2021/..")]
    assert patterns.told(three, TODAY)
    three[0].is_proposal = True
    assert patterns.told(three, TODAY) == []


def test_only_help_is_counted_as_help():
    said = words("2015/2016", "2015-03/2018", "2015-10/2017", strand="daily_life")
    assert said == ["In 2015 begonnen drie dingen. Een tijd waren ze er tegelijk."]


DAYS = st.dates(date(2000, 1, 1), date(2026, 11, 1))


@st.composite
def periods(draw):
    first, last = sorted([draw(DAYS), draw(DAYS)])
    shape = draw(st.sampled_from(["%Y-%m-%d", "%Y-%m", "%Y"]))
    about = draw(st.sampled_from(["", "", "~"]))
    end = draw(st.sampled_from([f"{last:{shape}}", ".."]))
    return Told(draw(st.sampled_from([f"{first:{shape}}{about}/{end}", f"{first:{shape}}{about}"])))


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(periods(), max_size=12), st.data())
def test_whatever_days_were_meant_a_sure_sentence_is_true(told, data):
    """A day is drawn for each begin and end within what was told; the sentences hold for all."""
    found = patterns.told(told, TODAY)
    assert len(found) <= patterns.YEARS + 2
    for one in found:
        if (
            "tegelijk" in one.words
            and "vormen van hulp" in one.words
            and "isschien" not in one.words
        ):
            meant = [_meant(telling.told, data) for telling in one.moments]
            assert max(first for first, _last in meant) <= min(last for _first, last in meant)
        if "staat niets" in one.words:
            quiet = [year for year in range(1999, 2028) if f" {year} " in f" {one.words} "]
            assert not any(t.told.first.year in quiet for t in told if not t.told.about)


def _meant(told, data):
    begin, end = told.edtf.split("/")
    first = _day(dates.read(begin), data)
    last = TODAY if end == ".." else max(first, _day(dates.read(end), data))
    return first, last


def _day(point, data):
    return point.first + timedelta(data.draw(st.integers(0, (point.last - point.first).days)))


def page(client, person, name="index", data=None):
    client.force_login(person.user)
    url = reverse(f"timeline:{name}", args=[person.plan_id])
    return client.get(url) if data is None else client.post(url, data, follow=True)


@pytest.fixture
def busy(cast):
    """Three forms of help at once, of which a guest reads two."""
    moment(cast.sanne, "Ilse <b>komt</b>", part="help", when="2019/..")
    moment(cast.sanne, "De wijkagent", part="help", when="2020/..")
    return moment(cast.sanne, "Therapie", part="help", when="2021/..", audience="family")


def test_told_below_the_drawing_with_the_moments_and_harmless(client, cast, busy):
    said = page(client, cast.sanne).content.decode()
    told = said[said.index("Wat er samenviel") :]
    assert "Nu zijn er drie vormen van hulp tegelijk." in told
    assert f'href="{reverse("timeline:moment", args=[cast.plan.pk, busy.moment_id])}"' in told
    assert "Ilse &lt;b&gt;komt" in told


def test_a_guest_reads_only_what_falls_together_in_what_it_reads(client, cast, busy):
    share(cast.sanne, cast.bakker, look=["timeline.help"])
    said = page(client, cast.bakker).content.decode()
    assert "Ilse" in said
    assert "vormen van hulp" not in said
    moment(cast.sanne, "De gezinscoach", part="help", when="2022/..")
    said = page(client, cast.bakker).content.decode()
    assert "Nu zijn er drie vormen van hulp tegelijk." in said
    assert "Therapie" not in said
    assert "Dit telt alleen wat jij van dit gezin mag lezen." in said
    assert "Zet dit uit" not in said


def test_the_family_switches_it_off_and_on(client, cast, busy):
    choice = page(client, cast.sanne, "lines").content.decode()
    assert 'name="patterns" value="0"' in choice
    page(client, cast.sanne, "patterns", {"version": "1", "patterns": "0"})
    for person in (cast.sanne, cast.kees):
        assert "samenviel" not in page(client, person).content.decode()
    said = page(client, cast.sanne, "patterns", {"version": "1", "patterns": "1"})
    assert "Een ander koos dit net" in said.content.decode()
    assert not Manner.objects.get(plan=cast.plan).patterns
    page(client, cast.sanne, "patterns", {"version": "2", "patterns": "1"})
    assert "Wat er samenviel" in page(client, cast.kees).content.decode()


@pytest.mark.parametrize("version", ["", "x", "²", "-1"])
def test_a_choice_without_its_version_changes_nothing(client, cast, busy, version):
    page(client, cast.sanne, "patterns", {"version": version, "patterns": "0"})
    assert manners.manner_of(cast.plan).patterns


def test_only_the_family_chooses(client, cast, busy):
    share(cast.sanne, cast.bakker, look=["timeline.help"], change=["timeline.help"])
    answer = page(client, cast.bakker, "patterns", {"version": "1", "patterns": "0"})
    assert answer.status_code == 403
    assert page(client, cast.wim, "patterns", {"version": "1"}).status_code == 404
    client.force_login(cast.sanne.user)
    client.get(reverse("timeline:patterns", args=[cast.plan.pk]) + "?patterns=0&version=1")
    assert manners.manner_of(cast.plan).patterns


def test_off_asks_the_rows_nothing_more(cast, busy, django_assert_num_queries):
    from tests.cast import visit

    door = visit(cast.sanne)
    moments = seen.everything(door)
    with django_assert_num_queries(1):
        assert manners.patterns_of(door, moments)


def test_on_paper_too(cast, busy):
    from tests.cast import visit
    from timeline.pdf import story

    def printed():
        return " ".join(getattr(one, "text", "") for one in story(visit(cast.sanne)))

    assert "Nu zijn er drie vormen van hulp tegelijk." in printed()
    manners.choose(cast.plan, version=1, tells=False)
    assert "vormen van hulp" not in printed()
