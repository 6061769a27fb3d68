import json
from collections import defaultdict
from datetime import timedelta
from io import BytesIO

import pytest
from django.apps import apps
from django.utils import timezone
from pypdf import PdfReader

from groeiplan import pdf
from groeiplan.models import Plan
from tests.cast import visit
from tests.timeline.telling import beside, moment
from timeline import actions
from timeline.models import Moment, Telling

tool = apps.get_app_config("timeline")


@pytest.fixture
def told(cast):
    """Two lines, a hidden telling, a private moment and a proposal."""
    row = moment(cast.sanne, "Papa gaat weg", text="Het was stil.", part="help")
    beside(cast.noor, row, "GEHEIM", text="GEHEIM", audience="teller")
    moment(cast.kees, "ALLEEN", part="help", audience="teller")
    moment(cast.sanne, "Bruiloft", part="family", when="2011-06-17")
    moment(cast.ilse, "Stille plek", part="help", when="2026-09")
    return row


def on_paper(person):
    made = pdf.render(tool.story(visit(person)), title="Ons plan", footer="voor jou")
    return "".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)


def test_paper_and_export_hold_what_may_be_read_and_nothing_else(cast, told):
    for person in (cast.sanne, cast.ilse):
        taken_along = json.dumps(tool.export(visit(person)))
        for said in (on_paper(person), taken_along):
            assert "Papa gaat weg" in said
            assert "GEHEIM" not in said
            assert "ALLEEN" not in said
            assert ("Bruiloft" in said) is (person is cast.sanne)
    assert "Ilse stelt dit voor" in on_paper(cast.sanne)
    assert "GEHEIM" in json.dumps(tool.export(visit(cast.noor)))
    assert tool.export(visit(cast.bakker)) is None
    assert list(tool.story(visit(cast.bakker))) == []


def test_a_refused_proposal_is_not_printed(cast):
    row = moment(cast.ilse, "Overleg", part="help")
    actions.answer(row, by=cast.sanne, version=1, proposal="refused")
    moment(cast.sanne, "Van ons", part="help")
    assert "Overleg" not in on_paper(cast.sanne)
    assert tool.export(visit(cast.sanne))["moments"][0]["tellings"][0]["proposal"] == "refused"


def test_the_card_counts_only_what_may_be_read(cast, told):
    card = tool.card(visit(cast.ilse))
    assert (card["count"], card["proposals"]) == (2, 0)
    assert [line["strand"] for line, _ in card["counts"]] == ["help"]
    assert tool.card(visit(cast.sanne))["proposals"] == 1
    assert tool.card(visit(cast.bakker)) is None


def test_changes_and_moments_for_other_rooms(cast, told):
    since = timezone.now() - timedelta(hours=1)
    sentences = {str(change.sentence) for change in tool.changes(visit(cast.ilse), since)}
    assert sentences == {
        "Sanne vertelde op de lijn De hulp: Papa gaat weg.",
        "Ilse stelde een moment voor: Stille plek.",
    }
    assert list(tool.changes(visit(cast.sanne), timezone.now())) == []
    dated = tool.moments(visit(cast.sanne))
    assert [(one.when, one.title, one.kind) for one in dated] == [
        ("2011-06-17", "Bruiloft", "family"),
        ("2020-22", "Papa gaat weg", "help"),
    ]


def test_the_api_answers_what_the_page_shows(client, cast, told):
    url = f"/api/v1/plans/{cast.plan.pk}/timeline/moments"
    client.force_login(cast.ilse.user)
    rows = client.get(url).json()
    assert [row["title"] for row in rows] == ["Papa gaat weg", "Stille plek"]
    assert " ".join(sorted(rows[0])) == (
        "first_day id is_proposal last_day line tellings title version when when_follows when_told"
    )
    assert rows[0]["when_told"] == "zomer 2020"
    assert len(rows[0]["tellings"]) == 1
    assert client.get(f"{url}/{told.moment_id}").json() == rows[0]
    bruiloft = Moment.objects.get(when="2011-06-17")
    assert client.get(f"{url}/{bruiloft.pk}").status_code == 404
    client.force_login(cast.bakker.user)
    assert client.get(url).status_code == 404
    assert client.post(url).status_code == 404


def test_the_demo_family_has_sixty_moments_over_four_lines(cast):
    people = defaultdict(lambda: cast.sanne)
    people |= {"noor": cast.noor, "sem": cast.sem, "kees": cast.kees, "ilse": cast.ilse}
    tool.demo(cast.plan, people, "de_jong")
    assert Moment.objects.exclude(tellings=None).count() == 60
    assert {one.chapter.part for one in Moment.objects.all()} == set(tool.parts)
    assert Telling.objects.filter(proposal="proposed", told_by=cast.ilse).count() == 2
    tool.demo(cast.plan, people, "nobody")
    assert Moment.objects.exclude(tellings=None).count() == 60


def test_the_demo_family_told_its_moments_over_the_years(cast):
    people = defaultdict(lambda: cast.sanne) | {"ilse": cast.ilse}
    Plan.objects.filter(pk=cast.plan.pk).update(started=timezone.now() - timedelta(days=1_000))
    tool.demo(cast.plan, people, "de_jong")
    days = [(timezone.now() - one.created).days for one in Telling.objects.filter(proposal="")]
    assert min(days) >= 3
    assert max(days) > 900
    assert sum(day > 500 for day in days) > 20
    proposed = Telling.objects.filter(proposal="proposed").order_by("created")
    today = timezone.localdate()
    assert [(today - timezone.localdate(one.created)).days for one in proposed] == [8, 4]
    for one in Telling.objects.all():
        assert one.changed == one.created
