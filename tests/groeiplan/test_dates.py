import re
import warnings
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from groeiplan import dates
from groeiplan.dates import Told, Unreadable, read, say, understand

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import edtf

TODAY = date(2025, 11, 19)  # a Wednesday
BIRTHS = {"Noor": date(2012, 3, 14), "Şemsi": date(2016, 9, 2)}
AMSTERDAM = ZoneInfo("Europe/Amsterdam")

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def is_valid(text):
    """The package knows less than the standard: no `~` after a season or inside a set, no ten
    years in a period, no seasons in a set, nor a set from a month to a day. So a set is held
    against the package with plain years, and each of its dates by itself."""
    if text.startswith("["):
        years = re.sub(r"([0-9]{4}|[0-9]{3}X)[0-9-]*~?", lambda m: m[1].replace("X", "0"), text)
        return edtf.is_valid_edtf(years) and all(is_valid(side) for side in dates.sides(text))
    text = text.replace("X", "0") if "/" in text else text
    return edtf.is_valid_edtf(re.sub(r"(-2[1-4])~", r"\1", text))


@st.composite
def points(draw):
    day = draw(days)
    text = draw(
        st.sampled_from(
            [
                f"{day:%Y-%m-%d}",
                f"{day:%Y-%m}",
                f"{day:%Y}",
                f"{day:%Y}-{21 + day.month % 4}",
                f"{min(day.year // 10, 209)}X",
            ]
        )
    )
    return text + draw(st.sampled_from(["", "~"]))


@st.composite
def told(draw):
    start, end = draw(points()), draw(points())
    if read(end).last < read(start).first:
        start, end = end, start
    period = st.sampled_from([start, f"{start}/..", f"/{end}", f"{start}/{end}"])
    some_time = [f"[..{end}]", f"[{start}..]"] + [f"[{start}..{end}]"] * (start != end)
    return read(draw(period | st.sampled_from(some_time)))


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2013-03-14", date(2013, 3, 14), date(2013, 3, 14), "day"),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29), "month"),
        ("2015-21", date(2015, 3, 1), date(2015, 5, 31), "season"),
        ("2015-22~", date(2015, 6, 1), date(2015, 8, 31), "season"),
        ("2015-23", date(2015, 9, 1), date(2015, 11, 30), "season"),
        ("2024-24", date(2024, 12, 1), date(2025, 2, 28), "season"),
        ("2023-24", date(2023, 12, 1), date(2024, 2, 29), "season"),
        ("2015~", date(2015, 1, 1), date(2015, 12, 31), "year"),
        ("2018-05/2019-06", date(2018, 5, 1), date(2019, 6, 30), "period"),
        ("2015/2015-03", date(2015, 1, 1), date(2015, 3, 31), "period"),
        ("2020~/..", date(2020, 1, 1), None, "period"),
        ("/2015", date(2015, 1, 1), date(2015, 12, 31), "period"),
        ("199X", date(1990, 1, 1), date(1999, 12, 31), "decade"),
        ("[..2009]", date(2009, 1, 1), date(2009, 12, 31), "before"),
        ("[2012-23..]", date(2012, 9, 1), date(2012, 11, 30), "after"),
        ("[2010..2012-03]", date(2010, 1, 1), date(2012, 3, 31), "between"),
    ],
)
def test_bounds_are_the_first_and_last_day_it_covers(text, first, last, precision):
    found = read(text)
    assert (found.first, found.last, found.precision) == (first, last, precision)
    assert found.about == ("~" in text)
    assert found.is_period == ("/" in text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "..",
        "../2015",
        "[2015]",
        "[..]",
        "[..2015..]",
        "[2015..2014]",
        "[2014,2015]",
        "[../2015]",
        "[2015..2016",
        "210X",
        "189X",
        "19XX",
        "201X-05",
        "2015/",
        "2015/../2016",
        "2015-13",
        "2015-25",
        "2015-22-01",
        "2015-02-30",
        "2015-2",
        "1899",
        "2101",
        "9999",
        "0000",
        "20155",
        "2015?",
        " 2015",
        "2015\n",
        "٢٠١٥",
        "2019/2014",
        None,
        2015,
    ],
)
def test_other_edtf_is_unreadable(text):
    with pytest.raises(Unreadable) as answer:
        read(text)
    assert len(str(answer.value)) > 20


@settings(deadline=None)
@given(st.text(alphabet="0123456789-/.~[]X", max_size=25))
def test_read_raises_nothing_but_unreadable(text):
    try:
        found = read(text)
    except Unreadable:
        return
    assert found.last is None or found.first <= found.last
    assert is_valid(found.edtf)


@settings(deadline=None)
@given(told())
def test_what_we_write_is_valid_edtf_and_in_order(one):
    assert is_valid(one.edtf)
    assert one.last is None or one.first <= one.last


@settings(deadline=None)
@given(told())
def test_what_we_say_is_understood_as_the_same_date(one):
    assert understand(say(one), TODAY) == one
    assert say(one.edtf) == say(one)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("14 maart 2013", "2013-03-14"),
        ("  Donderdag 14  MAART 2013. ", "2013-03-14"),
        ("op 14 mrt. 2013", "2013-03-14"),
        ("1e januari 2013", "2013-01-01"),
        ("14-3-2013", "2013-03-14"),
        ("14-03-2013", "2013-03-14"),
        ("14/3/2013", "2013-03-14"),
        ("14.03.2013", "2013-03-14"),
        ("14 3 2013", "2013-03-14"),
        ("2013-03-14", "2013-03-14"),
        ("maart 2013", "2013-03"),
        ("mrt 2013", "2013-03"),
        ("Sept. 2013", "2013-09"),
        ("03-2013", "2013-03"),
        ("2013", "2013"),
        ("in 2013", "2013"),
        ("in het jaar 2013", "2013"),
        ("zomer 2015", "2015-22"),
        ("in de zomer 2015", "2015-22"),
        ("najaar 2015", "2015-23"),
        ("winter 2024-2025", "2024-24"),
        ("ongeveer 2015", "2015~"),
        ("zo rond maart 2015", "2015-03~"),
        ("ca 2015", "2015~"),
        ("ca. 2015", "2015~"),
        ("± 2015", "2015~"),
        ("~2015", "2015~"),
        ("eind 2015", "2015-12~"),
        ("mei 2018 tot juni 2019", "2018-05/2019-06"),
        ("van mei 2018 t/m juni 2019", "2018-05/2019-06"),
        ("mei tot juni 2019", "2019-05/2019-06"),
        ("december tot februari 2019", "2018-12/2019-02"),
        ("3 tot en met 5 mei 2019", "2019-05-03/2019-05-05"),
        ("28 april - 5 mei 2019", "2019-04-28/2019-05-05"),
        ("2014 - 2019", "2014/2019"),
        ("2014-2019", "2014/2019"),
        ("2014–2019", "2014/2019"),
        ("tussen 2014 en 2019", "[2014..2019]"),
        ("14-3-2013 - 20-3-2013", "2013-03-14/2013-03-20"),
        ("ongeveer 2014 tot 2019", "2014~/2019"),
        ("sinds 2020", "2020/.."),
        ("al sinds ongeveer 2020", "2020~/.."),
        ("2020 tot nu", "2020/.."),
        ("sinds mei 2020 tot nu toe", "2020-05/.."),
        ("vanaf mei 2020", "2020-05/.."),
        ("vandaag", "2025-11-19"),
        ("gisteren", "2025-11-18"),
        ("eergisteren", "2025-11-17"),
        ("morgen", "2025-11-20"),
        ("vorige week", "2025-11-10/2025-11-16"),
        ("deze week", "2025-11-17/2025-11-23"),
        ("vorige week dinsdag", "2025-11-11"),
        ("dinsdag", "2025-11-18"),
        ("afgelopen woensdag", "2025-11-12"),
        ("vorig jaar", "2024"),
        ("vorige maand", "2025-10"),
        ("drie jaar geleden", "2022~"),
        ("11 maanden geleden", "2024-12~"),
        ("2 weken geleden", "2025-11-05~"),
        ("4 dagen geleden", "2025-11-15"),
        ("toen Noor 6 was", "2018~"),
        ("Toen noor zes jaar was", "2018~"),
        ("toen Şemsi 3 was", "2020~"),
        ("toen Semsi 3 werd", "2019"),
        ("vanaf toen Noor 6 was", "2018~/.."),
    ],
)
def test_understands_what_people_type(typed, expected):
    assert understand(typed, TODAY, BIRTHS).edtf == expected


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("31 februari 2013", "Bedoel je 28 februari 2013?"),
        ("30-02-2012", "Bedoel je 29 februari 2012?"),
        ("31 april 2019", "Bedoel je 30 april 2019?"),
        ("0 maart 2013", "Bedoel je 1 maart 2013?"),
        ("14-13-2013", "Maand 13 bestaat niet"),
        ("2021-22", "Maand 22 bestaat niet"),
        ("2019 tot 2014", "einde ligt voor het begin"),
        ("juni 2019 - mei 2019", "einde ligt voor het begin"),
        ("2031 tot nu", "begin ligt na vandaag"),
        ("tot nu", "wanneer het begon"),
        ("1899", "tussen 1900 en 2100"),
        ("maart 2101", "tussen 1900 en 2100"),
        ("9999", "tussen 1900 en 2100"),
        ("1-2-3", "vier cijfers"),
        ("maart", "maart 2015"),
        ("14 maart", "14 maart 2015"),
        ("zomer", "zomer 2015"),
        ("jumi 2013", "Bedoel je: juli 2013 of juni 2013?"),
        ("vorige eeuw", "Schrijf bijvoorbeeld"),
        ("🎂", "Schrijf bijvoorbeeld"),
        ("<b>2013</b>", "Schrijf bijvoorbeeld"),
        ("", "Schrijf wanneer het was"),
        ("   \x00 ", "Schrijf wanneer het was"),
        ("2013" * 5000, "te lang"),
        ("toen Wim 6 was", "niet wanneer die persoon geboren"),
        ("toen Noor 600 was", "tussen 1900 en 2100"),
        ("vorige week tot 2026", "Schrijf bijvoorbeeld"),
        (None, "Schrijf bijvoorbeeld"),
    ],
)
def test_says_what_to_do_instead(typed, hint):
    with pytest.raises(Unreadable) as answer:
        understand(typed, TODAY, BIRTHS)
    assert hint in str(answer.value)


words = st.sampled_from(
    [
        "14",
        "3",
        "2013",
        "1900",
        "2100",
        "31",
        "februari",
        "maart",
        "mrt",
        "zomer",
        "winter",
        "ongeveer",
        "ca.",
        "rond",
        "tot",
        "t/m",
        "-",
        "–",
        "/",
        ".",
        ",",
        "van",
        "vanaf",
        "sinds",
        "nu",
        "vandaag",
        "vorige",
        "week",
        "jaar",
        "maand",
        "dinsdag",
        "toen",
        "Noor",
        "zes",
        "6",
        "was",
        "werd",
        "geleden",
        "dagen",
        "999",
        "tussen",
        "en",
        "of",
        "voor",
        "na",
        "voordat",
        "begin",
        "jaren",
        "negentig",
        "kerst",
        "suikerfeest",
        "zommer",
        "'12",
        "geboren",
        "een",
        "paar",
        "in",
        "de",
        "eind",
        "~",
    ]
)


@settings(deadline=None)
@given(
    st.one_of(
        st.text(max_size=120),
        st.lists(words, max_size=8).map(" ".join),
        st.lists(words, max_size=8).map("".join),
    ),
    st.dates(),
    st.dictionaries(st.sampled_from(["Noor", "", "zes"]), st.dates(), max_size=3),
)
@example("overmorgen", date.max, {})
@example("vorige week maandag", date.min, {})
def test_understand_raises_nothing_but_unreadable(text, today, births):
    try:
        found = understand(text, today, births)
    except Unreadable:
        return
    assert isinstance(found, Told)
    assert is_valid(found.edtf)


@settings(deadline=None)
@given(days, st.integers(0, 90))
def test_an_age_does_not_give_the_birthday_away(born, age):
    try:
        found = understand(f"toen Noor {age} was", TODAY, {"Noor": born})
    except Unreadable:
        assert born.year + age >= 2100
    else:
        assert (found.precision, found.about) == ("year", True)
        middle = dates.birthday(born, age) + timedelta(days=182)
        assert found.first - timedelta(days=1) <= middle <= found.last + timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2013-03-14", "14 maart 2013"),
        ("2013-03", "maart 2013"),
        ("2015-22", "zomer 2015"),
        ("2015~", "ongeveer 2015"),
        ("2015-03~", "ongeveer maart 2015"),
        ("2018-05/2019-06", "mei 2018 tot juni 2019"),
        ("2019-05-03/2019-05-05", "3 mei 2019 tot en met 5 mei 2019"),
        ("2020/..", "sinds 2020"),
    ],
)
def test_says_it_as_people_do(text, said):
    assert say(text) == said


def test_order_is_by_begin_then_longest_first():
    right = [
        "2014",
        "/2015",
        "[..2015]",
        "2015/..",
        "[2015..]",
        "2015/2016",
        "[2015..2016]",
        "2015",
    ]
    right += ["2015~", "2015-01", "2015-01-01", "2015-01-02"]
    assert [one.edtf for one in sorted(map(read, reversed(right)), key=dates.sort_key)] == right


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2025, 11, 19), "vandaag"),
        (date(2025, 11, 18), "gisteren"),
        (date(2025, 11, 20), "morgen"),
        (date(2025, 11, 17), "maandag"),
        (date(2025, 11, 16), "vorige week zondag"),
        (date(2025, 11, 10), "vorige week maandag"),
        (date(2025, 11, 9), "9 november"),
        (date(2025, 12, 12), "12 december"),
        (date(2024, 11, 12), "12 november 2024"),
        (date(2026, 1, 2), "2 januari 2026"),
        (datetime(2025, 11, 18, 23, 30, tzinfo=UTC), "vandaag"),
    ],
)
def test_a_day_is_said_as_seen_from_today(day, said):
    assert dates.say_day(day, TODAY) == said


@settings(deadline=None)
@given(st.dates(), st.dates())
def test_every_day_can_be_said(day, today):
    assert dates.say_day(day, today)


def test_a_moment_is_said_in_amsterdam_time():
    now = datetime(2025, 7, 2, 22, 30, tzinfo=UTC)  # already 3 July in Amsterdam
    assert dates.say_moment(datetime(2025, 7, 2, 14, 10, tzinfo=UTC), now) == "gisteren, 16.10 uur"


def test_the_end_of_a_yes_is_said_by_its_last_day():
    end = dates.end_of_day(date(2027, 2, 28))
    assert dates.say_until(end) == "tot en met 28 februari 2027"
    assert dates.say_until(end, today=date(2027, 1, 1)) == "tot en met 28 februari"
    assert dates.say_until(end.astimezone(UTC), today=TODAY) == "tot en met 28 februari 2027"
    assert (
        dates.say_until(end + timedelta(hours=9), today=date(2027, 1, 1))
        == "tot 1 maart, 09.00 uur"
    )
    assert dates.end_of_day(date.max).date() == date.max, "the calendar ends, nothing breaks"
    new_year = dates.end_of_day(date(2026, 12, 31))
    assert dates.say_until(new_year, today=date(2026, 5, 1)) == "tot en met 31 december"


@settings(deadline=None)
@given(days)
def test_a_day_ends_where_the_next_begins(day):
    end = dates.end_of_day(day)
    assert dates.day_of(end - timedelta(microseconds=1)) == day
    assert dates.day_of(end.astimezone(UTC)) == day + timedelta(days=1)


def test_t35_days_on_which_the_clock_changes():
    spring = dates.end_of_day(date(2025, 3, 30)).astimezone(UTC) - dates.end_of_day(
        date(2025, 3, 29)
    ).astimezone(UTC)
    autumn = dates.end_of_day(date(2025, 10, 26)).astimezone(UTC) - dates.end_of_day(
        date(2025, 10, 25)
    ).astimezone(UTC)
    assert (spring, autumn) == (timedelta(hours=23), timedelta(hours=25))
    assert dates.day_of(datetime(2025, 3, 13, 23, 30, tzinfo=UTC)) == date(2025, 3, 14)


@pytest.mark.parametrize(
    "ask",
    [
        lambda naive: dates.day_of(naive),
        lambda naive: dates.end_of_day(naive),
        lambda naive: dates.say_day(naive, TODAY),
        lambda naive: dates.say_until(naive),
        lambda naive: dates.say_moment(naive, datetime.now(UTC)),
        lambda naive: dates.say_moment(datetime.now(UTC), naive),
    ],
)
def test_t35_naive_datetimes_are_errors(ask):
    with pytest.raises(TypeError):
        ask(datetime(2025, 1, 1, 12, 0))  # noqa: DTZ001 (that is the point)


def test_t11_ages_on_the_day_itself():
    noor = date(2012, 3, 14)
    assert dates.age_on(noor, date(2024, 3, 13)) == 11
    assert dates.age_on(noor, date(2024, 3, 14)) == 12
    leap = date(2012, 2, 29)
    assert dates.birthday(leap, 16) == date(2028, 2, 29)
    assert dates.birthday(leap, 18) == date(2030, 3, 1)
    assert dates.age_on(leap, date(2030, 2, 28)) == 17
    assert dates.age_on(leap, date(2030, 3, 1)) == 18
    assert dates.age_on(noor, date(2012, 3, 13)) == -1


@settings(deadline=None)
@given(days, st.integers(0, 120))
def test_age_and_birthday_agree(born, age):
    day = dates.birthday(born, age)
    assert dates.age_on(born, day) == age
    assert dates.age_on(born, day - timedelta(days=1)) == age - 1
