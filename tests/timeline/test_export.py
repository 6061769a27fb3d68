import csv
import json
from io import StringIO

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from groeiplan import dates
from groeiplan.models import Entry
from tests.timeline.telling import beside, moment
from tests.timeline.test_import import confirm, send
from timeline import columns
from timeline.models import Moment, Telling

WHENS = (
    "2013-03-14", "2013-03", "2013", "2015-22", "2012~", "2013-03~", "2018-05/..", "2014/2019",
    "2014~/2019", "2013-03-14/2013-04-02", "199X", "",
)  # fmt: skip


def fetch(client, person, name):
    client.force_login(person.user)
    return client.get(reverse(f"timeline:{name}", args=[person.plan_id]))


def sheet(answer):
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline=""), delimiter=";"))


@pytest.fixture
def told(cast):
    row = moment(cast.sanne, "Papa gaat weg", text="Het was stil; echt.", part="help")
    beside(cast.noor, row, "GEHEIM", text="GEHEIM", audience="teller")
    beside(cast.kees, row, "Ik ging")
    moment(cast.sanne, "BRUILOFT", part="family", when="2011-06-17")
    moment(cast.ilse, "Stille plek", part="help", when="2026-09")
    return row


@pytest.mark.parametrize("name", ["csv", "calendar", "json"])
def test_each_file_holds_what_may_be_read_and_the_journal_notes_it(client, cast, told, name):
    for person in (cast.sanne, cast.ilse):
        answer = fetch(client, person, name)
        said = answer.content.decode().replace("\r\n ", "")
        assert "attachment" in answer["Content-Disposition"]
        assert "Papa gaat weg" in said and "Stille plek" in said
        assert "GEHEIM" not in said
        assert ("BRUILOFT" in said) is (person is cast.sanne)
    assert Entry.objects.filter(plan_id=cast.plan.pk, act=Entry.Act.EXPORT).count() == 1
    assert fetch(client, cast.bakker, name).status_code == 404


def test_the_sheet_numbers_moments_without_a_gap(client, cast, told):
    rows = sheet(fetch(client, cast.ilse, "csv"))
    assert [(row["moment"], row["titel"]) for row in rows] == [
        ("1", "Papa gaat weg"),
        ("1", "Ik ging"),
        ("2", "Stille plek"),
    ]
    assert rows[2]["voorstel"] == "voorgesteld"
    assert tuple(rows[0]) == columns.COLUMNS


def test_what_went_out_comes_in_again_as_it_was(client, cast):
    for number, when in enumerate(WHENS):
        moment(
            cast.sanne, f"=Som({number})", text="'-@ regel\nen nog een; “zo”", when=when,
            part="people", about=[cast.noor, cast.sem], weight="light", helped="+oma", talk="no",
            audience="family",
        )  # fmt: skip
    sent = fetch(client, cast.sanne, "csv").content
    before = _all()
    assert len(before) == len(WHENS)
    Telling.objects.all().delete()
    Moment.objects.all().delete()
    answer = send(client, cast, sent)
    assert confirm(client, cast, answer).status_code == 302
    assert _all() == before


def _all():
    rows = Telling.objects.select_related("moment").prefetch_related("about")
    words = ("title", "text", "weight", "helped", "talk", "audience")
    return sorted(
        [
            one.moment.when,
            *(getattr(one, name) for name in words),
            *sorted(person.name for person in one.about.all()),
        ]
        for one in rows
    )


@pytest.mark.parametrize("cell", ["=1+1", "+31", "-1", "@x", "\tx", "\rx", "'=1", "''+1"])
def test_no_cell_begins_as_a_formula(cell):
    assert columns.harmless(cell)[0] == "'"


@given(st.text())
def test_a_cell_comes_back_as_it_was_typed(cell):
    assert columns.as_typed(columns.harmless(cell)) == cell
    assert columns.harmless(cell)[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n")


def test_the_calendar_says_in_words_what_days_cannot(client, cast):
    moment(cast.sanne, "Dag, en; meer", when="2013-03-14", text="Lang " * 40)
    moment(cast.sanne, "Ongeveer", when="2012~")
    moment(cast.sanne, "Periode", when="2014-05/2014-06")
    moment(cast.sanne, "Loopt", when="2018-05/..")
    moment(cast.sanne, "Ooit", when="")
    moment(cast.ilse, "Voorstel", part="help", when="2020-01-01")
    answer = fetch(client, cast.sanne, "calendar")
    assert answer["Content-Type"].startswith("text/calendar")
    lines = answer.content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    found = {str(one["summary"]): one for one in Calendar.from_ical(answer.content).walk("VEVENT")}
    assert set(found) == {
        "Dag, en; meer",
        "Ongeveer (ongeveer 2012)",
        f"Periode ({dates.say('2014-05/2014-06')})",
        f"Loopt ({dates.say('2018-05/..')})",
        "Voorstel",
    }
    period = found[f"Periode ({dates.say('2014-05/2014-06')})"]
    assert period["dtstart"].dt.isoformat() == "2014-05-01"
    assert period["dtend"].dt.isoformat() == "2014-07-01"
    assert "dtend" not in found["Ongeveer (ongeveer 2012)"]
    assert found["Voorstel"]["status"] == "TENTATIVE"
    again = fetch(client, cast.sanne, "calendar").content
    assert [line for line in again.split(b"\r\n") if line.startswith(b"UID")] == [
        line for line in lines if line.startswith(b"UID")
    ]


def test_the_file_for_other_programs_says_all_in_words(client, cast):
    moment(cast.sanne, "Zo", weight="heavy", helped="oma", talk="no", part="help")
    telling = json.loads(fetch(client, cast.sanne, "json").content)["moments"][0]["tellings"][0]
    assert (telling["weight"], telling["helped"]) == ("zwaar", "oma")
    assert telling["wants_to_talk"] is False
    assert telling["photo"] is None
