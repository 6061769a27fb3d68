"""Dates as people know them: before and after, between, unknown begins, tens of years, feasts,
mistakes, and "toen Noor 6 was"."""

import json
from dataclasses import replace
from datetime import date, timedelta
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groeiplan import dates
from groeiplan.dates import Unreadable, read, say, understand
from groeiplan.dates.feasts import NAMES as FEASTS
from tests.groeiplan.test_dates import BIRTHS, TODAY, points, told

KEYS = {
    "Noor": dates.Birth(date(2012, 3, 14), "1f6c"),
    "Sem de Jong": dates.Birth(date(2018, 1, 22), "2a"),
}
NAMES = {one.who: name for name, one in KEYS.items()}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2014 - nu", "2014/.."),
        ("2014-heden", "2014/.."),
        ("ergens tussen ongeveer 2014 en maart 2019", "[2014~..2019-03]"),
        ("tussen mei en juli 2012", "[2012-05..2012-07]"),
        ("tussen 2014 en nu", "[2014..2025-11-19]"),
        ("tussen 2014 en 2014", "2014"),
        ("2012 of 2013", "[2012..2013]"),
        ("maart of april 2013", "[2013-03..2013-04]"),
        ("voor 2010", "[..2009]"),
        ("vóór de zomer van 2012", "[..2012-21]"),
        ("voor 1 maart 2012", "[..2012-02-29]"),
        ("uiterlijk mei 2012", "[..2012-05]"),
        ("in of voor 2010", "[..2010]"),
        ("na 2012", "[2013..]"),
        ("na de zomer van 2012", "[2012-23..]"),
        ("na de winter van 2012", "[2013-21..]"),
        ("na december 2012", "[2013-01..]"),
        ("kort na de jaren tachtig", "[199X..]"),
        ("op of na 3 mei 2012", "[2012-05-03..]"),
        ("tot 2015", "/2015"),
        ("tot en met mei 2015", "/2015-05"),
        ("tot ongeveer 2015", "/2015~"),
        ("de jaren negentig", "199X"),
        ("in de jaren '50", "195X"),
        ("jaren 90", "199X"),
        ("de jaren twintig", "202X"),
        ("de jaren 1920", "192X"),
        ("begin jaren 80", "[1980~..1983~]"),
        ("midden van de jaren tachtig", "[1984~..1986~]"),
        ("eind jaren '90", "[1997~..1999~]"),
        ("sinds begin jaren 80", "1981~/.."),
        ("van de jaren 80 tot 1995", "198X/1995"),
        ("rond Kerst 2015", "2015-12-25~"),
        ("met Pasen 2018", "2018-04-01"),
        ("hemelvaart 2008", "2008-05-01"),
        ("Koningsdag 2014", "2014-04-26"),
        ("Moederdag 2026", "2026-05-10"),
        ("suikerfeest 2015", "2015-07-17~"),
        ("offerfeest 2015", "2015-09-23~"),
        ("oud en nieuw 2019", "2019-12-31"),
        ("zomervakantie 2016", "2016-22~"),
        ("afgelopen kerst", "2024-12-25"),
        ("vorige zomer", "2025-22"),
        ("vorige winter", "2024-24"),
        ("vorige maart", "2025-03"),
        ("vorig jaar in de zomer", "2024-22"),
        ("de zomer van vorig jaar", "2024-22"),
        ("twee jaar geleden met kerst", "2023-12-25"),
        ("een paar jaar geleden", "2022~"),
        ("anderhalf jaar geleden", "2024-05~"),
        ("eind 2014", "2014-12~"),
        ("begin vorig jaar", "2024-01~"),
        ("begin mei 2012", "2012-05~"),
        ("14-3-13", "2013-03-14"),
        ("14-3-78", "1978-03-14"),
        ("14 mrt 2013", "2013-03-14"),
        ("14 mrt 13", "2013-03-14"),
        ("aug. '12", "2012-08"),
        ("aug. ’12", "2012-08"),
        ("'12", "2012"),
        ("zomer '26", "2026-22"),
        ("zomer '27", "1927-22"),
        ("van '14 tot '18", "2014/2018"),
        ("winter 2014/15", "2014-24"),
        ("zommer 2015", "2015-22"),
        ("maaart 2013", "2013-03"),
        ("febuari 2013", "2013-02"),
        ("ongever 2012", "2012~"),
        ("toen Noor geboren werd", "2012"),
        ("toen Noor een baby was", "2012"),
        ("voordat Noor geboren werd", "[..2011]"),
        ("nadat Noor 6 werd", "[2019..]"),
        ("toen Noor 6 of 7 was", "[2018~..2019~]"),
        ("van toen Noor 6 was tot toen Semsi 4 was", "2018~/2021~"),
    ],
)
def test_understands_what_people_know(typed, expected):
    found = understand(typed, TODAY, BIRTHS)
    assert found.edtf == expected
    assert understand(say(found), TODAY) == found


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("tussen 2019 en 2014", "einde ligt voor het begin"),
        ("voor 1900", "tussen 1900 en 2100"),
        ("na 2100", "tussen 1900 en 2100"),
        ("zomer 2500", "tussen 1900 en 2100"),
        ("voor 31 februari 2013", "Bedoel je 28 februari 2013?"),
        ("voor 2012 of 2013", "Schrijf bijvoorbeeld"),
        ("na 2012 tot 2015", "Schrijf bijvoorbeeld"),
        ("tot begin", "Schrijf bijvoorbeeld"),
        ("moeder 2015", "Schrijf bijvoorbeeld"),
        ("rond Kerst", "kerst 2015"),
        ("maart 13", "vier cijfers"),
        ("toen Nor 6 was", "Is dat Noor?"),
    ],
)
def test_says_what_to_write(typed, hint):
    with pytest.raises(Unreadable) as answer:
        understand(typed, TODAY, BIRTHS)
    assert hint in str(answer.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/2015", "tot 2015"),
        ("/2015-03-14", "tot en met 14 maart 2015"),
        ("[..2009]", "voor 2010"),
        ("[..2100]", "in of voor 2100"),
        ("[..2100-12-31]", "op of voor 31 december 2100"),
        ("[1900..]", "in of na 1900"),
        ("[2012-23..]", "na de zomer van 2012"),
        ("[2010..2012]", "tussen 2010 en 2012"),
        ("199X", "de jaren negentig"),
        ("191X", "de jaren 1910"),
        ("[1980~..1983~]", "begin jaren tachtig"),
        ("[1980~..1984~]", "tussen ongeveer 1980 en ongeveer 1984"),
    ],
)
def test_says_it_as_people_do(text, said):
    assert say(text) == said


def test_many_mistakes_take_no_longer_than_a_few():
    begun = perf_counter()
    with pytest.raises(Unreadable):
        understand("jumi " * (dates.LONGEST // 5), TODAY)
    assert perf_counter() - begun < 5


@settings(deadline=None)
@given(st.lists(told(), max_size=8))
def test_there_is_one_order_for_all(many):
    keys = {one.edtf: dates.sort_key(one) for one in many}
    assert len(set(keys.values())) == len(keys)
    backwards = list(reversed(many))
    right = sorted(many, key=dates.sort_key)
    assert right == sorted(backwards, key=dates.sort_key)
    assert [one.first for one in right] == sorted(one.first for one in many)


@pytest.mark.parametrize(
    ("text", "soft"),
    [
        ("2015", (False, False)),
        ("2015-22", (False, False)),
        ("199X", (False, False)),
        ("2015~", (True, True)),
        ("2018-05/2019-06", (False, False)),
        ("2014~/2019", (True, False)),
        ("2014/2019~", (False, True)),
        ("2019/..", (False, True)),
        ("/2015", (True, False)),
        ("[..2009]", (True, False)),
        ("[2013..]", (False, True)),
        ("[2010..2012]", (True, True)),
    ],
)
def test_an_edge_nobody_knows_is_soft(text, soft):
    found = read(text)
    assert (found.soft_first, found.soft_last) == soft


def test_one_moment_somewhere_in_a_time_is_no_period():
    pairs = [
        ("tussen 2010 en 2012", "2010 tot 2012"),
        ("voor 2016", "tot 2015"),
        ("na 2012", "sinds 2013"),
    ]
    for some_time, period in pairs:
        one, other = understand(some_time, TODAY), understand(period, TODAY)
        assert one.first == other.first
        assert (one.is_period, other.is_period) == (False, True)
        assert say(one) != say(other)


@settings(deadline=None)
@given(points())
def test_before_ends_where_the_named_begins_and_after_begins_where_it_ends(point):
    named = read(point)
    try:
        before, after = (understand(f"{word} {say(point)}", TODAY) for word in ("voor", "na"))
    except Unreadable:
        assert named.first.year < 1910 or named.last.year > 2080
        return
    assert before.last == named.first - timedelta(days=1)
    assert after.first == named.last + timedelta(days=1)


@pytest.mark.parametrize(
    ("typed", "more"),
    [
        ("zomer 2015", "juni tot en met augustus"),
        ("winter 2014", "december 2014 tot en met februari 2015"),
        ("14 maart 2013", "een donderdag"),
        ("2013", ""),
        ("2014 tot 2019", "2019 telt mee"),
        ("3 tot 5 mei 2019", ""),
        ("sinds 2019", "het duurt nog"),
        ("tot 2015", "2015 telt mee; wanneer het begon, weten we niet"),
        ("voor 2010", "wanneer precies, weten we niet"),
        ("na 2010", "wanneer precies, weten we niet"),
        ("tussen 2010 en 2012", "ergens in die tijd"),
        ("begin jaren 80", "1980 tot en met 1983"),
    ],
)
def test_adds_what_the_words_leave_open(typed, more):
    assert dates.explain(understand(typed, TODAY)) == more


@settings(deadline=None)
@given(told())
def test_every_date_can_be_explained(one):
    assert isinstance(dates.explain(one), str)


@pytest.mark.parametrize(
    ("typed", "said", "then", "corrected"),
    [
        ("toen Noor 6 was", "toen Noor 6 was", "2018~", "2020~"),
        ("toen Noor 6 werd", "toen Noor 6 werd", "2018", "2019"),
        ("toen Noor net 6 werd", "ongeveer toen Noor 6 werd", "2018~", "2019~"),
        ("bij de geboorte van Noor", "toen Noor geboren werd", "2012", "2013"),
        ("sinds toen Noor 6 was", "sinds toen Noor 6 was", "2018~/..", "2020~/.."),
        ("tot toen Noor 6 was", "tot toen Noor 6 was", "/2018~", "/2020~"),
        ("voordat Noor 6 werd", "voordat Noor 6 werd", "[..2017]", "[..2018]"),
        ("na toen Noor 6 was", "nadat Noor 6 was", "[2019~..]", "[2021~..]"),
        ("2016 tot toen Noor 6 was", "2016 tot toen Noor 6 was", "2016/2018~", "2016/2020~"),
        (
            "toen Noor 6 was tot toen Sem 4 was",
            "toen Noor 6 was tot toen Sem de Jong 4 was",
            "2018~/2022~",
            "2020~/2022~",
        ),
    ],
)
def test_toen_noor_6_was_follows_her_birth_date(typed, said, then, corrected):
    found = understand(typed, TODAY, KEYS)
    assert found.edtf == then
    assert replace(found, follows="") == read(then)
    assert dates.say_follows(found.follows, NAMES) == said
    born = {one.who: one.born for one in KEYS.values()}
    assert dates.follow(found.follows, born) == then
    assert dates.follow(found.follows, born | {"1f6c": date(2013, 9, 14)}) == corrected
    again = understand(said, TODAY, KEYS)
    assert (again.edtf, again.follows) == (then, found.follows)


def test_what_follows_from_a_birth_date_says_no_name_and_no_day():
    found = understand("van toen Noor 6 was tot toen Sem 3 werd", TODAY, KEYS)
    assert found.follows == "period @1f6c:was:6 @2a:werd:3"
    assert say(found) == "ongeveer 2018 tot 2021"
    assert dates.say_follows(found.follows, {"1f6c": "Noor"}) == "", "Sem is not known here"
    with pytest.raises(Unreadable):
        dates.follow(found.follows, {"1f6c": date(2012, 3, 14)})
    with pytest.raises(Unreadable):  # corrected so that the end comes before the begin
        dates.follow(found.follows, {"1f6c": date(2019, 3, 14), "2a": date(2012, 1, 1)})
    assert understand("toen Noor 6 was", TODAY, BIRTHS).follows == "", "no key, nothing follows"


@pytest.mark.parametrize(
    "rubbish", ["", "point", "nothing @a:was:6", "point @a:b:6", "between ] ["]
)
def test_follow_raises_nothing_but_unreadable(rubbish):
    with pytest.raises(Unreadable):
        dates.follow(rubbish, {"a": date(2012, 3, 14)})


def test_a_first_name_is_enough_when_only_one_is_called_so():
    two = {
        "Sem de Jong": date(2018, 1, 22),
        "Sem Bakker": date(2010, 1, 1),
        "Noor": date(2012, 1, 1),
    }
    assert understand("toen sem de jong 3 was", TODAY, two).edtf == "2021~"
    with pytest.raises(Unreadable, match="meer die zo heten"):
        understand("toen Sem 3 was", TODAY, two)


@pytest.mark.parametrize("typed", ["?", "??", "weet ik niet", "Weten we niet.", "Geen idee!"])
def test_not_knowing_is_an_answer(typed):
    assert dates.says_unknown(typed)
    assert not dates.says_unknown("2012")
    assert not dates.says_unknown("")


def test_what_is_kept_is_plain_text_that_remembers_what_it_follows():
    kept = dates.Kept("2018~", "point @1f6c:was:6")
    assert kept == "2018~"
    assert json.dumps({"when": kept}) == '{"when": "2018~"}'
    assert kept.follows == "point @1f6c:was:6"


def test_easter_is_when_it_was():
    known = {1900: (4, 15), 1954: (4, 18), 1981: (4, 19), 2008: (3, 23), 2038: (4, 25)}
    for year, (month, day) in known.items():
        assert understand(f"pasen {year}", TODAY).first == date(year, month, day)
    for year in range(1900, 2101):
        assert understand(f"pasen {year}", TODAY).first.weekday() == 6


@settings(deadline=None)
@given(st.sampled_from(FEASTS), st.integers(1900, 2100))
def test_every_feast_falls_in_its_year(name, year):
    assert understand(f"{name} {year}", TODAY).first.year == year


# --- School, corona, and a half ------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "edtf", "said"),
    [
        ("schooljaar 2019-2020", "2019-08/2020-07", "augustus 2019 tot juli 2020"),
        ("in het schooljaar ’19/’20", "2019-08/2020-07", "augustus 2019 tot juli 2020"),
        ("Schooljaar 2019/20", "2019-08/2020-07", "augustus 2019 tot juli 2020"),
        ("toen Noor naar groep 3 ging", "2018~", "ongeveer 2018"),
        ("toen Sem naar groep 1 ging", "2022~", "ongeveer 2022"),
        (
            "toen noor in groep 4 zat",
            "2019-08~/2020-07~",
            "ongeveer augustus 2019 tot ongeveer juli 2020",
        ),
        ("voor corona", "[..2020-02~]", "voor ongeveer maart 2020"),
        ("net voor corona", "[..2020-02~]", "voor ongeveer maart 2020"),
        ("tijdens corona", "[2020~..2022~]", "tussen ongeveer 2020 en ongeveer 2022"),
        ("in de coronatijd", "[2020~..2022~]", "tussen ongeveer 2020 en ongeveer 2022"),
        ("na corona", "[2023~..]", "na ongeveer 2022"),
        ("sinds corona", "2020-03~/..", "sinds ongeveer maart 2020"),
    ],
)
def test_times_that_everybody_dates_by(typed, edtf, said):
    told = understand(typed, TODAY, KEYS)
    assert (told.edtf, say(told), told.follows) == (edtf, said, "")
    assert understand(say(told), TODAY).edtf == edtf


def test_who_is_born_in_autumn_comes_in_each_group_a_year_later():
    births = {"Bo": date(2012, 9, 30), "Bep": date(2012, 10, 1)}
    found = [understand(f"toen {name} naar groep 3 ging", TODAY, births).edtf for name in births]
    assert found == ["2018~", "2019~"]


@pytest.mark.parametrize(
    "typed",
    [
        "toen Noor 4,5 was",
        "toen Noor 4.5 jaar was",
        "toen Noor 4½ was",
        "toen noor vier en een half was",
    ],
)
def test_an_age_and_a_half_is_said_back_and_follows_the_birth_date(typed):
    told = understand(typed, TODAY, KEYS)
    assert told.edtf == "2016~" and told.about
    assert dates.say_follows(told.follows, NAMES) == "toen Noor 4 en een half was"
    assert dates.follow(told.follows, {"1f6c": date(2014, 3, 14)}) == "2018~"
    other = dates.follows_as(told.follows, {"1f6c": "9z"})
    assert dates.say_follows(other, {"9z": "Noor"}) == "toen Noor 4 en een half was"
    assert understand("toen Noor anderhalf was", TODAY, KEYS).edtf == "2013~"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("toen ik 20 was", "Zet dan je geboortedatum op je eigen kaartje"),
        ("toen ik naar groep 3 ging", "Schrijf een jaar, bijvoorbeeld: 2015"),
        ("toen Zwaantje naar groep 3 ging", "niet wanneer die persoon geboren is"),
        ("toen Nor naar groep 3 ging", "Is dat Noor?"),
        ("schooljaar 2019-2022", "herkennen we niet"),
        ("schooljaar 2019", "herkennen we niet"),
        ("schooljaar 2100-2101", "tussen 1900 en 2100"),
    ],
)
def test_it_says_what_to_write_where_it_does_not_know(typed, words):
    with pytest.raises(Unreadable, match=words):
        understand(typed, TODAY, KEYS)
