"""The log to take along, with the names of NEN 7513."""

import csv
import json
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.urls import reverse

from groeiplan import journal, nen7513
from groeiplan.actions import people, why
from groeiplan.models import Entry
from tests.cast import chapter


def look(cast, who=None, parts=("groeiplan.goals",), act=Entry.Act.READ, at=None, consents=()):
    return journal.write(
        cast.plan.pk,
        act,
        who=who or cast.ilse,
        chapters=[chapter(cast.plan, part).pk for part in parts],
        consents=consents,
        at=at,
    )


def file(client, cast, kind, **query):
    answer = client.get(reverse(f"journal_{kind}", args=[cast.plan.pk]), query)
    assert answer.status_code == 200
    return answer


def rows(client, cast, **query):
    content = file(client, cast, "csv", **query).content.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(content), delimiter=";"))


def lines(client, cast, **query):
    return json.loads(file(client, cast, "json", **query).content)["regels"]


@pytest.fixture
def sanne(cast, client):
    client.force_login(cast.sanne.user)
    return client


def test_a_look_at_two_parts_is_two_rows_of_one_number(cast, sanne):
    cast.ilse.organisation = cast.plan.organisations.create(name="Wijkteam Noord")
    cast.ilse.save()
    at = datetime(2026, 1, 5, 23, 30, 7, 5, tzinfo=UTC)
    yes = str(cast.ilse_consent.pk)
    entry = look(cast, parts=("groeiplan.goals", "timeline.help"), at=at, consents=[yes])
    first, second = rows(sanne, cast, van="2026-01-06", tot="2026-01-06")
    assert {first["naam"], second["naam"]} == {"de doelen", "de tijdlijn (de hulp)"}
    assert first["groeiplan nummer"] == second["groeiplan nummer"] == "1"
    assert first["gebeurteniscode"] == "groeiplan,read,'keek naar'"
    assert (first["actiecode"], first["datum en tijd"]) == ("R", "2026-01-05T23:30:07+00:00")
    assert first["gebruikers-ID"] == str(cast.ilse.pk)
    assert (first["gebruikersnaam"], first["gebruikersrol"]) == ("Ilse", "gezinscoach")
    responsible = first["ID van verantwoordelijke gebruiker"]
    assert responsible == f"{cast.ilse.pk}@Wijkteam Noord"
    assert first["toestemmingsprofiel"] == yes
    assert first["autorisatieprotocol"] == "ja van het gezin"
    assert first["identificator"] in entry.chapters
    assert first["groeiplan in woorden"] == "keek naar de doelen en de tijdlijn (de hulp)"


def test_the_same_in_json_stands_in_the_groups_of_the_norm(cast, sanne):
    look(cast, consents=[cast.ilse_consent.pk])
    line = lines(sanne, cast)[-1]
    assert set(line["gebeurtenis"]) == set(nen7513.EVENT)
    assert set(line["gebruiker"][0]) == set(nen7513.USER)
    assert set(line["object"][0]) == set(nen7513.OBJECT)
    assert set(line["loggegevens"]) == set(nen7513.SOURCE)
    table = rows(sanne, cast)
    assert list(table[0]) == list(nen7513.FIELDS)
    assert sum(len(one["object"]) for one in lines(sanne, cast)) == len(table)


def test_the_oldest_comes_first_and_the_filters_count(cast, sanne):
    look(cast, at=datetime(2026, 1, 5, 12, tzinfo=UTC))
    look(cast, who=cast.riet, at=datetime(2026, 1, 4, 12, tzinfo=UTC), parts=["timeline.family"])
    table = rows(sanne, cast, van="2026-01-01", tot="2026-01-31")
    assert [row["gebruikersnaam"] for row in table] == ["oma Riet", "Ilse"]
    (row,) = rows(sanne, cast, wie=str(cast.ilse.pk), deel="groeiplan.goals", tot="2026-01-31")
    assert row["gebruikersnaam"] == "Ilse"


def test_a_deed_of_the_family_is_done_in_its_own_plan_on_no_yes(cast, sanne):
    journal.write(
        cast.plan.pk, Entry.Act.CARD_CHANGED, who=cast.sanne, whom=cast.noor, consents=["x"]
    )
    row = rows(sanne, cast)[-1]
    assert (row["actiecode"], row["toestemmingsprofiel"]) == ("U", "")
    assert row["autorisatieprotocol"] == "eigen plan van het gezin"
    assert (row["identificator"], row["naam"]) == (str(cast.plan.pk), "familie De Jong")
    assert row["groeiplan in woorden"] == "veranderde de kaart van Noor"


def test_every_act_has_a_code(cast, sanne):
    for act in Entry.Act:
        journal.write(cast.plan.pk, act, who=cast.ilse, whom=cast.noor)
    assert {row["actiecode"] for row in rows(sanne, cast)} == {"C", "R", "U", "D", "E"}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_T30_no_cell_is_a_formula(cast, sanne, start):
    cast.ilse.name = f'{start}HYPERLINK("https://x";"y")'
    cast.ilse.save()
    look(cast)
    content = file(sanne, cast, "csv").content.decode("utf-8-sig")
    table = list(csv.reader(StringIO(content, newline=""), delimiter=";"))
    assert len({len(row) for row in table}) == 1
    assert not [cell for row in table for cell in row if cell.startswith(nen7513.FORMULA)]
    assert any(cell == f"'{cast.ilse.name}" for row in table for cell in row)


def test_a_dutch_spreadsheet_opens_it(cast, sanne):
    answer = file(sanne, cast, "csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert b'"gebeurteniscode";"actiecode"' in answer.content
    assert answer["Content-Disposition"] == 'attachment; filename="wie-heeft-gekeken.csv"'
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]


def test_question_and_answer_go_along_with_the_name_of_who_looked(cast, sanne):
    question = why.ask(look(cast), by=cast.sanne)
    why.answer(question, by=cast.ilse.user, words="Voor het gesprek van maandag.")
    people.empty(cast.ilse, by=cast.sanne)
    content = file(sanne, cast, "json").content.decode()
    assert "Voor het gesprek van maandag." in content
    assert "Ilse" in content


def test_the_familys_own_copy_is_not_noted(cast, sanne):
    before = cast.plan.journal.count()
    rows(sanne, cast)
    lines(sanne, cast)
    assert cast.plan.journal.count() == before


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_a_guest_takes_its_own_along_nothing_of_others_and_that_is_noted(cast, client, kind):
    look(cast)
    look(cast, who=cast.riet, parts=["timeline.family"])
    journal.write(cast.plan.pk, Entry.Act.CONSENT_GIVEN, who=cast.riet, whom=cast.bakker)
    client.force_login(cast.riet.user)
    content = file(client, cast, kind).content.decode()
    assert "oma Riet" in content
    for other in ("Ilse", "Bakker", "Sanne", "de doelen"):
        assert other not in content
    last = cast.plan.journal.order_by("-seq").first()
    assert (last.act, last.chapters) == (Entry.Act.EXPORT, [])
    client.force_login(cast.sanne.user)
    page = client.get(reverse("journal", args=[cast.plan.pk])).content.decode()
    assert "nam de regels mee die over hem of haar gaan" in page.lower()


@pytest.mark.logs_errors
def test_a_guests_copy_that_cannot_be_noted_is_not_given(cast, client, monkeypatch):
    def broken(*_args, **_more):
        raise OSError

    monkeypatch.setattr(journal, "write", broken)
    client.force_login(cast.riet.user)
    client.raise_request_exception = False
    assert client.get(reverse("journal_csv", args=[cast.plan.pk])).status_code == 500


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_the_same_number_of_questions_however_long_it_is(
    cast, sanne, kind, django_assert_max_num_queries
):
    with django_assert_max_num_queries(20) as few:
        file(sanne, cast, kind)
    for number in range(40):
        look(cast, consents=[f"00000000-0000-0000-0000-{number:012}"])
    with django_assert_max_num_queries(20) as many:
        file(sanne, cast, kind)
    assert len(many) == len(few)
