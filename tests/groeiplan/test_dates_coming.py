"""A day still to come, as people say it."""

import re
from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from groeiplan import dates
from groeiplan.actions import items
from groeiplan.dates import Unreadable, has_passed, meant_instead, say, understand_coming
from groeiplan.models import Agreement, Goal, Step
from tests.groeiplan.test_agreements import at, sent
from tests.groeiplan.test_dates import BIRTHS, TODAY, told
from tests.groeiplan.test_dates_said_back import said_back


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("14 december", "2025-12-14"),
        ("14 dec.", "2025-12-14"),
        ("14 decmber", "2025-12-14"),
        ("14-12", "2025-12-14"),
        ("14 november", "2026-11-14"),
        ("19 november", "2025-11-19"),
        ("1 januari", "2026-01-01"),
        ("29 februari", "2028-02-29"),
        ("14-3-27", "2027-03-14"),
        ("december", "2025-12"),
        ("november", "2025-11"),
        ("oktober", "2026-10"),
        ("winter", "2025-24"),
        ("in het voorjaar", "2026-21"),
        ("voorjaar 2027", "2027-21"),
        ("nieuwjaar", "2026-01-01"),
        ("kerst", "2025-12-25"),
        ("met Pasen", "2026-04-05"),
        ("rond kerst", "2025-12-25~"),
        ("voor de zomer", "[..2026-21]"),
        ("na de zomervakantie", "[2026-23~..]"),
        ("eind december", "2025-12~"),
        ("eind van de maand", "2025-11~"),
        ("eind van het jaar", "2025-12~"),
        ("vandaag", "2025-11-19"),
        ("vanavond", "2025-11-19"),
        ("morgen", "2025-11-20"),
        ("morgenavond", "2025-11-20"),
        ("vrijdag", "2025-11-21"),
        ("woensdag", "2025-11-26"),
        ("uiterlijk vrijdag", "[..2025-11-21]"),
        ("volgende week vrijdag", "2025-11-28"),
        ("vrijdag volgende week", "2025-11-28"),
        ("komende zondag", "2025-11-23"),
        ("volgende week", "2025-11-24/2025-11-30"),
        ("voor volgende week", "[..2025-11-23]"),
        ("na het weekend", "[2025-11-24..]"),
        ("volgende maand", "2025-12"),
        ("over 3 dagen", "2025-11-22"),
        ("over twee weken", "2025-12-03"),
        ("over een paar weken", "2025-12-10~"),
        ("over een maand", "2025-12-19"),
        ("over een half jaar", "2026-05~"),
        ("over twee jaar", "2027-11~"),
        ("3 tot 5 december", "2025-12-03/2025-12-05"),
        ("als Noor 18 wordt", "2030"),
    ],
)
def test_a_day_without_a_year_is_the_next_one(typed, expected):
    read = understand_coming(typed, TODAY, BIRTHS)
    assert read.edtf == expected
    assert not has_passed(read, TODAY)


def test_a_month_from_the_last_day_of_one_is_the_last_of_the_next():
    assert understand_coming("over een maand", date(2026, 1, 31)).edtf == "2026-02-28"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("elke week", "14 december, volgende week vrijdag, over twee weken"),
        ("", "14 december"),
        ("31 februari", "31 februari 2025 bestaat niet. Bedoel je 28 februari 2025?"),
        ("volgende vrijdag", "Bedoel je vrijdag, of volgende week vrijdag?"),
        ("x" * 201, "14 december"),
        (None, "14 december"),
    ],
)
def test_what_is_no_such_day_is_asked_back_with_days_to_come(typed, said):
    with pytest.raises(Unreadable) as error:
        understand_coming(typed, TODAY)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("typed", "instead"),
    [
        ("gisteren", ""),
        ("vorige week", ""),
        ("2015", ""),
        ("14 december 2015", "2025-12-14"),
        ("14 november 2025", "2026-11-14"),
        ("29-02-2024", "2028-02-29"),
        ("maart 2025", "2026-03"),
        ("zomer 2025", "2026-22"),
    ],
)
def test_what_has_passed_is_read_and_what_may_be_meant_is_known(typed, instead):
    read = understand_coming(typed, TODAY)
    assert has_passed(read, TODAY)
    assert meant_instead(typed, read, TODAY) == instead


@pytest.mark.parametrize("typed", ["sinds 2020", "na 2012", "dit jaar", "deze week"])
def test_what_still_goes_on_has_not_passed(typed):
    assert not has_passed(understand_coming(typed, TODAY), TODAY)


@given(told())
def test_every_date_comes_back_from_what_is_said_of_it(one):
    assert understand_coming(say(one), TODAY).edtf == dates.understand(say(one), TODAY).edtf


WORDS = st.sampled_from(
    ["over", "voor", "na", "volgende", "week", "weken", "vrijdag", "14", "kerst", "eind", "jaar"]
)


@settings(max_examples=300)
@given(st.text(max_size=40) | st.lists(WORDS, max_size=5).map(" ".join), st.dates())
def test_it_never_raises_anything_else(typed, today):
    with suppress(Unreadable):
        meant_instead(typed, understand_coming(typed, today), today)


@pytest.mark.django_db
def test_it_says_back_the_day_to_come_while_somebody_types(client, cast):
    next_year = timezone.localdate().year + 1
    words = said_back(client, cast.sanne, f"14 december {next_year}", komt="1")[1]
    assert f"Ik lees: 14 december {next_year} (een " in words
    assert "Ik lees: 1 januari" in said_back(client, cast.sanne, "nieuwjaar", komt="1")[1]
    assert "over twee weken" in said_back(client, cast.sanne, "ove", komt="1")[1]
    assert "Dat is al geweest." in said_back(client, cast.sanne, "gisteren", komt="1")[1]
    assert "geweest" not in said_back(client, cast.sanne, "gisteren")[1]
    client.force_login(cast.sanne.user)
    goal = items.write(Goal(title="Sem leert zwemmen"), by=cast.sanne)
    for page in (at(cast, "agreement_add"), at(cast, "step_add", goal=goal.pk)):
        asks = client.get(page).content.decode()
        assert "veld=by_when&amp;komt=1" in asks and "al geweest" not in asks


@pytest.mark.django_db
def test_an_agreement_is_for_a_day_to_come(client, cast):
    client.force_login(cast.sanne.user)
    client.post(at(cast, "agreement_add"), sent(cast, by_when="over twee weken"))
    due = timezone.localdate() + timedelta(days=14)
    assert Agreement.objects.get().by_when == due.isoformat()


@pytest.mark.django_db
def test_a_day_that_has_passed_is_asked_back_once_and_then_taken(client, cast):
    client.force_login(cast.sanne.user)
    what = sent(cast, by_when="14 december 2015")
    answer = client.post(at(cast, "agreement_add"), what)
    page = " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())
    assert answer.status_code == 422 and not Agreement.objects.exists()
    assert "Dat is al geweest. Bedoel je 14 december 20" in page
    assert "Het klopt: die dag is al geweest" in page
    client.post(at(cast, "agreement_add"), what | {"has_passed": "on"})
    row = Agreement.objects.get()
    assert row.by_when == "2015-12-14"
    change = at(cast, "agreement_change", agreement=row.pk)
    again = what | {"version": row.version, "what": "Oma haalt Sem op donderdag"}
    assert client.post(change, again).status_code == 302, "it stood there already"
    row.refresh_from_db()
    assert (row.what, row.by_when) == ("Oma haalt Sem op donderdag", "2015-12-14")


@pytest.mark.django_db
def test_a_step_asks_it_too(client, cast):
    client.force_login(cast.sanne.user)
    goal = items.write(Goal(title="Sem leert zwemmen"), by=cast.sanne)
    page = reverse("step_add", args=[cast.plan.pk, goal.pk])
    what = {
        "id": "0b0c2ee2-0e53-4d5b-9a51-3f5cbb9f2f6e",
        "title": "Opgeven voor les",
        "who": "",
        "told_by": cast.sanne.pk,
        "by_when": "gisteren",
    }
    answer = client.post(page, what)
    assert answer.status_code == 422
    assert "Bedoel je een dag die nog komt?" in answer.content.decode()
    client.post(page, what | {"by_when": "volgende week"})
    assert "/" in Step.objects.get().by_when
