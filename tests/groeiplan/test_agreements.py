from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from groeiplan import taking_along
from groeiplan.access import CHANGE
from groeiplan.actions import content, items
from groeiplan.content_forms import AgreementForm
from groeiplan.known_people import known_people
from groeiplan.models import Agreement, Entry, Goal, Stance
from tests.cast import share, visit


def at(cast, name, **more):
    return reverse(name, kwargs={"plan": cast.plan.pk, **more})


def sent(cast, **more):
    return {
        "id": uuid4(),
        "kind": "agreement",
        "what": "Oma haalt Sem op woensdag van zwemmen",
        "who": cast.riet.pk,
        "by_when": "",
        "checked_by": cast.sanne.pk,
        "look_back_on": (timezone.localdate() + timedelta(days=13)).isoformat(),
        "otherwise": "",
        "decided_by": "",
        "told_by": cast.sanne.pk,
        "audience": "keyholders",
        **more,
    }


def an_agreement(cast, by=None, **values):
    readers = values.pop("readers", ())
    row = Agreement(**{"kind": "agreement", "what": "Oma haalt Sem op", "who": cast.riet, **values})
    return items.write(row, by=by or cast.sanne, readers=readers)


def a_stance(by, agreement, kind="agree", **values):
    return content.add_stance(Stance(kind=kind, **values), by=by, agreement=agreement)


def test_an_agreement_says_who_what_when_and_who_checks(cast, client):
    goal = items.write(Goal(title="Sem leert zwemmen"), by=cast.sanne)
    client.force_login(cast.sanne.user)
    more = {"by_when": "voorjaar 2027", "otherwise": "Dan belt oma.", "goal": goal.pk}
    answer = client.post(at(cast, "agreement_add"), sent(cast, **more))
    row = Agreement.objects.get()
    assert answer.url == f"{at(cast, 'agreements')}#r{row.pk}"
    page = client.get(at(cast, "agreements")).content.decode()
    for words in (
        "afspraak",
        "oma Riet",
        "lente 2027",
        "Sanne",
        "Dan belt oma.",
        "Sem leert zwemmen",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"who": ""}, "Kies wie ervoor zorgt dat het gebeurt. Doen jullie het samen?"),
        ({"kind": "obligation"}, "Schrijf wie dit besloot"),
        ({"kind": "obligation", "decided_by": "   "}, "Schrijf wie dit besloot"),
        ({"look_back_on": "2020-01-01"}, "Deze dag is al geweest"),
        ({"look_back_on": "31 februari"}, "datum"),
        ({"what": "x" * 301}, "300"),
        ({"by_when": "ooit eens"}, "datum"),
        ({"kind": "wet"}, 'role="alert"'),
    ],
)
def test_what_is_no_agreement_yet_is_not_saved(cast, client, wrong, said):
    client.force_login(cast.sanne.user)
    answer = client.post(at(cast, "agreement_add"), sent(cast, otherwise="bewaar <mij>", **wrong))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert "bewaar &lt;mij&gt;" in page
    assert not Agreement.objects.exists()


def test_an_obligation_with_its_decision_is_saved(cast, client):
    client.force_login(cast.sanne.user)
    more = sent(cast, kind="obligation", decided_by="de rechter, 12 juni 2026")
    assert client.post(at(cast, "agreement_add"), more).status_code == 302
    assert "de rechter, 12 juni 2026" in client.get(at(cast, "agreements")).content.decode()


def test_looking_back_today_is_in_time_and_an_old_day_may_stay(cast, client):
    client.force_login(cast.sanne.user)
    today = timezone.localdate()
    same = sent(cast, look_back_on=today.isoformat())
    assert client.post(at(cast, "agreement_add"), same).status_code == 302
    row = Agreement.objects.get()
    Agreement.objects.update(look_back_on=today - timedelta(days=40))
    past = (today - timedelta(days=40)).isoformat()
    changed = sent(cast, what="Oma én opa", look_back_on=past, version=1)
    page = at(cast, "agreement_change", agreement=row.pk)
    assert client.post(page, changed).status_code == 302
    earlier = {**changed, "version": 2, "look_back_on": (today - timedelta(days=41)).isoformat()}
    assert client.post(page, earlier).status_code == 422


def test_a_goal_one_may_not_read_is_neither_shown_nor_lost(cast, client):
    secret = items.write(Goal(title="geheim doel", audience="teller"), by=cast.kees)
    row = an_agreement(cast, told_by=cast.sem, goal=secret)
    client.force_login(cast.sanne.user)
    change = at(cast, "agreement_change", agreement=row.pk)
    for page in (at(cast, "agreements"), change):
        assert "geheim doel" not in client.get(page).content.decode()
    assert taking_along.export(visit(cast.sanne))["agreements"][0]["goal"] is None
    assert client.post(change, sent(cast, version=1)).status_code == 302
    row.refresh_from_db()
    assert row.goal == secret


def test_everybody_stands_where_they_stand(cast, client):
    row = an_agreement(cast)
    for who, kind, words in (
        (cast.sanne, "agree", ""),
        (cast.noor, "disagree", "Ik wil zelf fietsen."),
        (cast.kees, "agree_with_concern", "Als het regent?"),
    ):
        client.force_login(who.user)
        stance = {
            "id": uuid4(),
            "kind": kind,
            "words": words,
            "told_by": who.pk,
            "audience": "keyholders",
        }
        answer = client.post(at(cast, "stance", agreement=row.pk), stance)
        assert answer.url == f"{at(cast, 'agreements')}#r{row.pk}"
    page = client.get(at(cast, "agreements")).content.decode()
    for words in ("oneens", "Ik wil zelf fietsen.", "eens, met een zorg", "Als het regent?"):
        assert words in page
    noors = Stance.objects.get(told_by=cast.noor)
    assert client.get(at(cast, "stance_change", stance=noors.pk)).status_code == 403
    assert (
        client.get(
            at(cast, "stance_change", stance=Stance.objects.get(told_by=cast.kees).pk)
        ).status_code
        == 200
    )


def test_a_stance_is_given_once_and_then_changed(cast, client):
    row = an_agreement(cast)
    mine = a_stance(cast.kees, row)
    client.force_login(cast.kees.user)
    asked = client.get(at(cast, "stance", agreement=row.pk))
    assert asked.url == at(cast, "stance_change", stance=mine.pk)
    again = {
        "id": uuid4(),
        "kind": "disagree",
        "words": "bij nader inzien",
        "told_by": cast.kees.pk,
        "audience": "keyholders",
    }
    answer = client.post(at(cast, "stance", agreement=row.pk), again)
    assert answer.status_code == 422
    assert "bij nader inzien" in answer.content.decode()
    sent_again = {**again, "id": mine.pk, "kind": "agree", "words": ""}
    assert client.post(at(cast, "stance", agreement=row.pk), sent_again).status_code == 302
    answer = client.post(at(cast, "stance", agreement=row.pk), {**again, "id": mine.pk})
    assert answer.status_code == 409
    assert "bij nader inzien" in answer.content.decode()
    assert Stance.objects.get().kind == "agree"
    changed = {
        "kind": "disagree",
        "words": "bij nader inzien",
        "audience": "keyholders",
        "version": 1,
    }
    assert client.post(asked.url, changed).status_code == 302
    assert Stance.objects.get().words == "bij nader inzien"


def test_a_hidden_stance_does_not_tell_of_itself(cast, client):
    row = an_agreement(cast)
    a_stance(cast.sanne, row, "disagree", told_by=cast.sem, words="stil", audience="teller")
    client.force_login(cast.kees.user)
    said = {
        "id": uuid4(),
        "kind": "agree",
        "words": "goed",
        "told_by": cast.sem.pk,
        "audience": "keyholders",
    }
    page = at(cast, "stance", agreement=row.pk)
    assert client.post(page, said).status_code == 302
    assert client.post(page, {**said, "id": uuid4()}).status_code == 422  # his own shows itself
    assert visit(cast.kees).rows(Stance).get().words == "goed"
    assert Stance.objects.count() == 2


def test_who_was_let_in_for_noor_is_offered_noor_alone(cast, client):
    share(
        cast.sanne,
        cast.bakker,
        look=["groeiplan.people"],
        change=["groeiplan.agreements"],
        about=[cast.noor],
    )
    client.force_login(cast.bakker.user)
    page = client.get(at(cast, "agreement_add")).content.decode()
    assert "Noor" in page and "dr. Bakker" in page
    for name in ("Sanne", "Kees", "Sem", "oma Riet", "Ilse", "gezinscoach"):
        assert name not in page
    answer = client.post(at(cast, "agreement_add"), sent(cast, who=cast.kees.pk))
    assert answer.status_code == 422
    people = str(next(iter(visit(cast.bakker).chapters("groeiplan", "people"))))
    assert people in Entry.objects.filter(plan=cast.plan, act=Entry.Act.READ).first().chapters


def test_without_the_list_of_people_nobody_but_whom_the_keys_are_about_is_named(cast):
    share(cast.sanne, cast.wim, change=["groeiplan.agreements"], about=[cast.noor])
    assert set(known_people(visit(cast.wim))) == {cast.noor, cast.wim}


def test_a_stance_goes_and_comes_back(cast, client):
    mine = a_stance(cast.noor, an_agreement(cast), "disagree", words="toch niet")
    client.force_login(cast.noor.user)
    assert client.post(at(cast, "stance_remove", stance=mine.pk), {"version": 1}).status_code == 302
    assert not visit(cast.noor).rows(Stance).exists()
    assert client.post(at(cast, "stance_undo", stance=mine.pk)).status_code == 302
    assert visit(cast.noor).rows(Stance).get() == mine
    client.post(at(cast, "stance_remove", stance=mine.pk), {"version": 3})
    newer = a_stance(cast.noor, mine.agreement)
    assert client.post(at(cast, "stance_undo", stance=mine.pk)).status_code == 302
    assert visit(cast.noor).rows(Stance).get() == newer


def test_a_narrow_stance_stays_narrow_when_the_agreement_opens(cast, client):
    row = an_agreement(cast, audience="family")
    a_stance(cast.noor, row, "disagree", words="niet waar Riet bij is", audience="family")
    page = at(cast, "agreement_change", agreement=row.pk)
    client.force_login(cast.sanne.user)
    assert client.post(page, sent(cast, version=1)).status_code == 302
    client.force_login(cast.riet.user)
    shown = client.get(at(cast, "agreements")).content.decode()
    assert "Oma haalt Sem op woensdag" in shown
    assert "niet waar Riet bij is" not in shown
    api = client.get(f"/api/v1/plans/{cast.plan.pk}/agreements").json()
    assert api[0]["stances"] == []


def test_who_may_look_reads_and_no_more(cast, client):
    row = an_agreement(cast)
    client.force_login(cast.bakker.user)
    page = client.get(at(cast, "agreements"))
    assert page.status_code == 200
    assert at(cast, "stance", agreement=row.pk) not in page.content.decode()
    for name in (
        "stance",
        "agreement_change",
        "agreement_status",
        "agreement_remove",
        "agreement_undo",
    ):
        assert client.get(at(cast, name, agreement=row.pk)).status_code == 403
        assert client.post(at(cast, name, agreement=row.pk), {"version": 1}).status_code == 403


@pytest.mark.parametrize("who", ["ilse", "wim", "stranger", "superuser", "ayse"])
def test_who_was_not_let_in_learns_nothing(cast, client, who):
    row = an_agreement(cast)
    mine = a_stance(cast.sanne, row)
    somebody = getattr(cast, who)
    client.force_login(getattr(somebody, "user", somebody))
    pages = [
        at(cast, "agreements"),
        at(cast, "agreement_add"),
        at(cast, "stance_change", stance=mine.pk),
    ]
    pages += [
        at(cast, name, agreement=row.pk)
        for name in ("agreement_change", "stance", "agreement_undo")
    ]
    for page in [*pages, f"/api/v1/plans/{cast.plan.pk}/agreements"]:
        assert client.get(page).status_code == 404
        if "/api/" not in page:
            assert client.post(page, {}).status_code == 404


def test_how_it_goes_is_for_the_family_to_say(cast, client):
    row = an_agreement(cast, by=cast.kees)
    client.force_login(cast.sanne.user)
    page = at(cast, "agreement_status", agreement=row.pk)
    assert client.post(page, {"version": 1, "status": "different"}).status_code == 302
    assert client.post(page, {"version": 1, "status": "kept"}).status_code == 409
    assert client.post(page, {"version": 2, "status": "mislukt"}).status_code == 422
    assert Agreement.objects.get().status == "different"


def test_the_meetings_can_use_the_form_as_it_is(cast):
    form = AgreementForm(visit(cast.sanne), sent(cast))
    assert form.is_valid(), form.errors
    row = items.write(form.row(), by=cast.sanne, about=form.cleaned_data["about"])
    assert (row.pk, row.who, row.told_by) == (form.cleaned_data["id"], cast.riet, cast.sanne)
    again = AgreementForm(
        visit(cast.sanne), sent(cast, version=1, what="Opa doet het"), instance=row
    )
    assert again.is_valid(), again.errors
    assert items.change(row, by=cast.sanne, **again.values()).what == "Opa doet het"


@pytest.mark.parametrize(("who", "most"), [("sanne", 20), ("riet", 25)])
def test_forty_agreements_take_as_many_queries_as_one(
    cast, client, who, most, django_assert_max_num_queries
):
    share(cast.sanne, cast.riet, look=["groeiplan.goals"], change=["groeiplan.agreements"])
    assert visit(cast.riet).opens("groeiplan", "agreements", CHANGE)
    goal = items.write(Goal(title="doel"), by=cast.sanne)

    def fill(number):
        row = an_agreement(cast, what=f"afspraak {number}", checked_by=cast.kees, goal=goal)
        row.about.set([cast.sem])
        for person in (cast.sanne, cast.noor, cast.riet):
            a_stance(person, row, words=f"woorden {number}")

    fill(0)
    client.force_login(getattr(cast, who).user)
    client.get(at(cast, "agreements"))
    with django_assert_max_num_queries(most) as one:
        client.get(at(cast, "agreements"))
    for number in range(1, 40):
        fill(number)
    with django_assert_max_num_queries(most) as forty:
        assert "woorden 39" in client.get(at(cast, "agreements")).content.decode()
    assert len(one) == len(forty)


def test_what_is_not_asked_first_stays_folded_until_it_says_something(cast, client):
    client.force_login(cast.sanne.user)
    folded, opened = '<details class="more tell-more">', '<details class="more tell-more" open>'
    assert folded in client.get(at(cast, "agreement_add")).content.decode()
    past = {"checked_by": "", "look_back_on": "2020-01-01"}
    wrong = client.post(at(cast, "agreement_add"), sent(cast, **past))
    assert wrong.status_code == 422
    assert opened in wrong.content.decode()
    bare = {"about": [], "checked_by": "", "look_back_on": "", "what": ""}
    assert folded in client.post(at(cast, "agreement_add"), sent(cast, **bare)).content.decode()
    row = an_agreement(cast, otherwise="Dan belt oma.")
    change = client.get(at(cast, "agreement_change", agreement=row.pk)).content.decode()
    assert opened in change
