"""Delen: with whom a family shares, how it says yes and how it stops (T1-T3, T9, T14, T27)."""

import re
from datetime import date, timedelta
from html import unescape
from itertools import permutations
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from consent import actions, hooks
from consent.forms import months_later
from consent.models import Consent, ConsentChapter, Giver, Yes
from consent.refusals import WORDS
from groeiplan import journal, keys
from groeiplan.actions import invitations, people
from groeiplan.dates import end_of_day, say_until
from groeiplan.models import Authority, Entry, Invitation, Key, Mail, Person
from tests.cast import (
    account,
    ask,
    chapter,
    court_decides,
    everybody_agrees,
    guest_of,
    share,
    visit,
)

TAGS = re.compile(r"<[^>]+>")
EVIL = '<script>alert("x")</script>'


def url(cast, name, *args):
    return reverse(f"consent:{name}", args=[cast.plan.pk, *args])


def text(answer):
    return answer.content.decode()


def words_of(answer):
    """What the page says, without markup."""
    page = TAGS.sub("", text(answer).split("<main", 1)[-1])
    return " ".join(unescape(page).split()).replace(" ,", ",")


def choice(**more):
    return {
        "consent_id": str(uuid4()),
        "look": ["groeiplan.goals", "timeline.help"],
        "change": ["timeline.help"],
        "whole": "yes",
        "begin": "now",
        "purpose": "Meedenken over school",
        "period": "6",
        "direction": "together",
        "explained": "talk",
        **more,
    }


def fill_in(client, page, form):
    """Send the form that begins at this page; the summary it leads to, or the form given back."""
    answer = client.post(f"{page}{form['consent_id']}/", form)
    return client.get(answer["Location"]) if answer.status_code == 302 else answer


def say_yes(client, page, form, **more):
    """The same, and "ja" on its summary; or the form given back."""
    answer = client.post(f"{page}{form['consent_id']}/", form)
    if "klopt-dit" not in answer.get("Location", ""):
        return answer
    return client.post(answer["Location"], {"yes": "1"}, **more)


def _ten_days_on(field):
    return {"begin": "later", field: (timezone.localdate() + timedelta(days=10)).isoformat()}


def _two_days_on(field):
    return {"period": "day", field: (timezone.localdate() + timedelta(days=2)).isoformat()}


@pytest.fixture
def sanne(cast, client):
    client.force_login(cast.sanne.user)
    return client


@pytest.fixture
def marloes(cast):
    return people.add(by=cast.sanne, name="Marloes", kind="professional", role="mentor")


# --- who may enter ----------


@pytest.mark.parametrize(
    "who", ["ilse", "riet", "bakker", "wim", "ayse", "guardian", "stranger", "superuser"]
)
def test_the_room_is_not_there_for_guests_and_strangers(cast, client, who):
    somebody = getattr(cast, who)
    client.force_login(getattr(somebody, "user", somebody))
    nowhere = client.get(reverse("consent:index", args=[uuid4()]))
    pages = [
        url(cast, "index"),
        url(cast, "choose"),
        url(cast, "give", cast.riet.pk),
        url(cast, "give_form", cast.riet.pk, uuid4()),
        url(cast, "summary", uuid4()),
        url(cast, "stop", cast.ilse.pk),
        url(cast, "consent", cast.ilse_consent.pk),
        url(cast, "change", cast.ilse_consent.pk),
        url(cast, "withdraw", cast.ilse_consent.pk),
        url(cast, "paper", cast.ilse_consent.pk),
        url(cast, "blank"),
    ]
    for page in pages:
        for answer in (client.get(page), client.post(page, choice(yes="1"))):
            assert answer.status_code == 404
            assert answer.content == nowhere.content
        assert client.get(page, headers={"HX-Request": "true"}).status_code == 404
    assert visit(cast.ilse)


def test_another_familys_rows_are_not_there_either(cast, client):
    client.force_login(cast.ayse.user)
    for name, pk in (
        ("consent", cast.ilse_consent.pk),
        ("change", cast.ilse_consent.pk),
        ("paper", cast.ilse_consent.pk),
        ("withdraw", cast.ilse_consent.pk),
        ("give", cast.riet.pk),
        ("stop", cast.ilse.pk),
    ):
        page = reverse(f"consent:{name}", args=[cast.other_plan.pk, pk])
        assert client.get(page).status_code == client.post(page).status_code == 404
    assert visit(cast.ilse)


# --- the page with everybody on it ----------


def test_the_index_names_parts_end_and_the_last_look(cast, sanne):
    at = timezone.localtime().replace(hour=12) - timedelta(days=1)
    table = chapter(cast.plan, "kitchen_table.kitchen_table")
    journal.write(cast.plan.pk, "read", who=cast.ilse, chapters=[table.pk], at=at)
    page = text(sanne.get(url(cast, "index")))
    for words in (
        "Ilse",
        "gezinscoach",
        "Tijdlijn: de hulp",
        "Tafel",
        "mag meeschrijven:",
        say_until(cast.ilse_consent.until),
    ):
        assert words in page
    assert "Keek gisteren naar de tafel" in page
    assert "Keek nog niet." in page  # Riet and dr. Bakker
    assert "Eerder gedeeld" in page  # Wim


def test_the_last_look_names_all_parts_of_that_day(cast, sanne):
    today = timezone.localtime().replace(hour=12)
    looks = ("stories", 2), ("goals", 1), ("agreements", 0)  # one before midnight
    with time_machine.travel(today, tick=False):
        for part, ago in looks:
            at = today - timedelta(hours=7 * ago)
            parts = [chapter(cast.plan, f"groeiplan.{part}").pk]
            journal.write(cast.plan.pk, "read", who=cast.ilse, chapters=parts, at=at)
        page = text(_logged_in(sanne, cast).get(url(cast, "index")))
    assert "Keek vandaag naar de afspraken en de doelen ·" in page


def test_looks_are_counted_per_person_and_month(cast, sanne):
    goals = [chapter(cast.plan, "groeiplan.goals").pk]
    next_month = timezone.localtime().replace(day=1) + timedelta(days=32)
    now = next_month.replace(day=20, hour=12)
    with time_machine.travel(now, tick=False):
        for days in (0, 1, 2):
            journal.write(
                cast.plan.pk, "read", who=cast.ilse, chapters=goals, at=now - timedelta(days=days)
            )
        journal.write(
            cast.plan.pk, "read", who=cast.ilse, chapters=goals, at=now - timedelta(days=40)
        )
        journal.write(cast.plan.pk, "print", who=cast.riet, chapters=goals, at=now)
        page = text(_logged_in(sanne, cast).get(url(cast, "index")))
    assert "· 3 keer deze maand" in page
    assert "Printte vandaag de doelen · 1 keer deze maand" in page


def test_one_card_a_person_with_each_yes_on_it(cast, sanne):
    share(cast.kees, cast.ilse, look=["groeiplan.stories"])
    page = text(sanne.get(url(cast, "index")))
    assert page.count("<h2>Ilse</h2>") == 1
    assert url(cast, "stop", cast.ilse.pk) in page
    assert "Verhalen" in page


def test_states_at_the_door(cast, sanne, marloes):
    share(cast.sanne, marloes, look=["groeiplan.goals"])
    assert "Opnieuw uitnodigen" in text(sanne.get(url(cast, "index")))
    invitation = invitations.invite(by=cast.sanne, person=marloes, email="m@school.test")
    page = text(sanne.get(url(cast, "index")))
    assert "nog niet binnen" in page
    assert "Uitnodiging intrekken" in page
    assert "Stoppen met delen" not in page.split("Marloes")[1].split("</section>")[0]
    Invitation.objects.filter(pk=invitation.pk).update(
        accepted_by=cast.stranger, accepted_at=timezone.now()
    )
    page = text(sanne.get(url(cast, "index")))
    assert "Is dit Marloes?" in page
    assert cast.stranger.email in page
    sanne.force_login(cast.kees.user)
    page = text(sanne.get(url(cast, "index")))
    assert cast.stranger.email not in page  # Sanne invited, so Sanne looks who it is
    assert "Nog nodig is het ja van" in page


def test_private_time_shows_what_sleeps(cast, sanne):
    cast.plan.private_until = timezone.now() + timedelta(hours=1)
    cast.plan.private_for = "family_only"
    cast.plan.save()
    page = text(sanne.get(url(cast, "index")))
    assert "Dicht zolang jullie eigen tijd hebben." in page


def test_an_empty_room_explains_itself(cast, client):
    actions.withdraw_all(cast.guardian, by=cast.ayse)
    Consent.objects.filter(plan=cast.other_plan).delete()
    client.force_login(cast.ayse.user)
    page = text(client.get(reverse("consent:index", args=[cast.other_plan.pk])))
    assert "Jullie delen nu met niemand" in page
    assert "Iets delen" in page


def test_as_many_queries_with_forty_people_as_with_three(
    cast, sanne, django_assert_max_num_queries, monkeypatch
):
    monkeypatch.setattr(invitations, "MOST_A_DAY", 100)
    goals = chapter(cast.plan, "groeiplan.goals")
    _in_every_state(cast, goals, range(3))
    with django_assert_max_num_queries(20) as few:
        sanne.get(url(cast, "index"))
    _in_every_state(cast, goals, range(3, 40))
    with django_assert_max_num_queries(20) as many:
        page = text(sanne.get(url(cast, "index")))
    assert page.count("<h2>Hulp ") + page.count("Is dit Hulp ") == 40
    assert len(many) == len(few)


# --- giving ----------


def test_sanne_reads_whose_yes_it_takes_and_nothing_goes_to_the_others_by_itself(cast, sanne):
    form, mails = choice(change=[]), Mail.objects.count()
    page = text(sanne.get(url(cast, "give", cast.riet.pk), follow=True))
    assert "Wat mag oma Riet zien?" in page
    assert "E-mailadres" not in page  # Riet has an account
    summary = fill_in(sanne, url(cast, "give", cast.riet.pk), form)
    assert summary.status_code == 200
    page = words_of(summary)
    assert "Oma Riet ziet dan, tot en met" in page
    assert "Contactgegevens" in page.split("ziet niet:")[1]
    assert "Jij, als ouder met gezag over Noor en Sem, en over jezelf" in page
    assert "Kees, als ouder met gezag over Noor en Sem, en over zichzelf" in page
    assert "Noor, als jongere, over zichzelf" in page
    assert "Er gaat niets vanzelf naar Kees en Noor. Jij kiest of en hoe je het vraagt." in page
    assert Consent.objects.filter(receiver=cast.riet).count() == 1  # the cast's own
    for _double_click in range(2):
        answer = say_yes(sanne, url(cast, "give", cast.riet.pk), form)
        assert answer.status_code == 302
    consent = Consent.objects.get(pk=form["consent_id"])
    assert answer["Location"] == url(cast, "consent", consent.pk)
    assert consent.until == end_of_day(months_later(timezone.localdate(), 6))
    assert (consent.purpose, consent.explained) == ("Meedenken over school", "talk")
    assert consent.yeses.get().giver == cast.sanne
    assert not Key.objects.filter(consent=consent.pk).exists()
    assert Mail.objects.count() == mails
    assert not consent.givers.filter(asked_at__isnull=False).exists()
    assert "Wacht op Kees en Noor" in text(sanne.get(url(cast, "index")))
    everybody_agrees(consent)
    assert {"groeiplan.goals", "timeline.help"} <= {
        str(c) for c in visit(cast.riet).chapters().values()
    }
    assert keys.differences(cast.plan) == (set(), set())


def test_before_anybody_fills_in_a_form_it_says_over_which_child_nobody_decides(cast, sanne):
    for name in ("Bo", "Cas"):
        people.add(by=cast.sanne, name=name, born=date(2020, 1, 1), kind="family")
    choose = reverse("consent:choose", args=[cast.plan.pk])
    page = text(sanne.get(choose))
    assert "Wie beslist over Bo?" in page and "Wie beslist over Cas?" in page
    assert "Wie beslist over Noor?" not in page
    link = re.search(r'href="([^"]*gezag/\?terug=[^"]*)"', page)[1]
    sent = {"holder": cast.sanne.pk, "kind": "parent", "since": "", "until": "", "stops": "yes"}
    answer = sanne.post(link, sent)
    assert answer.url == choose, "back to where it was asked"
    assert "Wie beslist over Bo?" not in text(sanne.get(choose))
    away = link.split("?")[0] + "?terug=//elders.example/"
    assert sanne.post(away, sent).url == reverse("people", args=[cast.plan.pk])


def test_a_grown_up_about_herself_alone_needs_nobody_elses_yes(cast, sanne):
    form = choice(whole="no", about=[str(cast.sanne.pk)])
    page = words_of(fill_in(sanne, url(cast, "give", cast.riet.pk), form))
    assert "Jij, over jezelf" in page
    assert "Na jouw ja gaat het open." in page
    assert "Kees" not in page.split("Wie ja moet zeggen")[1]
    answer = say_yes(sanne, url(cast, "give", cast.riet.pk), form, follow=True)
    assert "Oma Riet mag dit nu zien." in text(answer)
    assert Key.objects.filter(consent=form["consent_id"], user=cast.riet.user).exists()


def test_who_says_no_yes_of_their_own_only_prepares(cast, sanne):
    """A foster parent shares what is about a child over whom the guardian decides."""
    sanne.force_login(cast.ayse.user)
    juf = guest_of(cast.other_plan, "juf Lieke", kind="professional", role="leerkracht")
    page = reverse("consent:give", args=[cast.other_plan.pk, juf.pk])
    form = choice(whole="no", about=[str(cast.emir.pk)])
    summary = words_of(fill_in(sanne, page, form))
    assert "Gerda, als voogd van Emir" in summary
    assert "Klaarzetten" in summary
    assert "Ja, dit mag" not in summary
    assert say_yes(sanne, page, form).status_code == 302
    consent = Consent.objects.get(pk=form["consent_id"])
    assert not consent.yeses.exists()
    assert [giver.person for giver in consent.givers.all()] == [cast.guardian]


def test_without_anybody_who_decides_it_says_what_to_write_down_first(cast, sanne):
    """NobodyDecides: nothing is shared, nothing typed is lost, and the way on is a link."""
    born = timezone.localdate() - timedelta(days=5 * 365)
    baby = people.add(by=cast.sanne, name="Pim", kind="family", born=born)
    form, before = choice(), Consent.objects.count()
    for send in (fill_in, say_yes):
        answer = send(sanne, url(cast, "give", cast.riet.pk), form)
        assert answer.status_code == 422
        assert "Bij Pim staat nog niet wie het gezag heeft." in words_of(answer)
        assert reverse("authority_add", args=[cast.plan.pk, baby.pk]) in text(answer)
        assert "Meedenken over school" in text(answer)
    assert Consent.objects.count() == before
    people.set_authority(by=cast.sanne, child=baby, holder=cast.sanne, kind="parent")
    assert "Noor, Sem en Pim" in words_of(fill_in(sanne, url(cast, "give", cast.riet.pk), form))


def test_the_summary_tells_which_birthday_ends_it(cast, sanne):
    with time_machine.travel(end_of_day(date(2029, 10, 1)), tick=False):
        sanne.force_login(cast.sanne.user)
        form = choice(whole="no", about=[str(cast.sem.pk)])
        page = words_of(fill_in(sanne, url(cast, "give", cast.riet.pk), form))
    assert "Sem wordt 12 (22 januari 2030). Op die verjaardag gaat dit vanzelf dicht." in page


def test_the_summary_tells_which_end_of_authority_ends_it(cast, sanne):
    day = timezone.localdate() + timedelta(days=30)
    authority = Authority.objects.get(child=cast.sem, holder=cast.kees)
    people.end_authority(authority, by=cast.kees, until=day)
    form = choice(whole="no", about=[str(cast.sem.pk)])
    page = words_of(fill_in(sanne, url(cast, "give", cast.riet.pk), form))
    assert "verandert wie het gezag over Sem heeft. Dan gaat dit vanzelf dicht." in page


def test_every_refusal_has_words_that_say_what_to_do(cast):
    """The codes stand in the docstring of `Refused`."""
    codes = re.search(r"`why`: ([^.]+)\.", actions.Refused.__doc__)[1]
    codes = [code.strip() for code in codes.split(",")]
    assert len(codes) >= 14
    for code in codes:
        words = str(WORDS[code])
        assert re.search(r"Kies|Kijk|Schrijf|Spreek|Vraag|Open", words), code


def test_a_first_day_of_ones_own_begins_then(cast, sanne):
    day = timezone.localdate() + timedelta(days=10)
    form = choice(begin="later", first_day=day.isoformat(), whole="no", about=[str(cast.sanne.pk)])
    assert "Vanaf" in text(fill_in(sanne, url(cast, "give", cast.riet.pk), form))
    assert say_yes(sanne, url(cast, "give", cast.riet.pk), form).status_code == 302
    consent = Consent.objects.get(pk=form["consent_id"])
    assert consent.since == end_of_day(day - timedelta(days=1))
    assert consent.until == end_of_day(months_later(day, 6))
    assert "Begint op" in text(sanne.get(url(cast, "index")))
    assert "groeiplan.goals" not in {str(c) for c in visit(cast.riet).chapters().values()}


def test_how_it_was_explained_is_kept_with_language_and_interpreter(cast, sanne):
    form = choice(explained="interpreter", language="Turks", interpreter="Fatma")
    say_yes(sanne, url(cast, "give", cast.riet.pk), form)
    record = words_of(sanne.get(url(cast, "consent", form["consent_id"])))
    assert "met een tolk, taal: Turks, tolk: Fatma" in record
    form = choice(explained="self", language="", interpreter="nog van net")
    say_yes(sanne, url(cast, "give", cast.riet.pk), form)
    assert Consent.objects.get(pk=form["consent_id"]).interpreter == ""


def test_what_was_chosen_comes_back_to_be_changed(cast, sanne):
    form = choice(purpose=EVIL)
    summary = text(fill_in(sanne, url(cast, "give", cast.riet.pk), form))
    assert EVIL not in summary
    back = re.search(r'href="([^"]+)">Iets veranderen', summary)[1]
    assert back == url(cast, "give_form", cast.riet.pk, form["consent_id"])
    page = text(sanne.get(back))
    assert 'value="groeiplan.goals" checked' in page
    assert "&lt;script&gt;" in page
    assert EVIL not in page


def test_without_an_account_the_invitation_goes_along(cast, sanne, marloes):
    page = url(cast, "give", marloes.pk)
    missing = fill_in(sanne, page, choice())
    assert missing.status_code == 422
    assert "Vul een e-mailadres in" in text(missing)
    form = choice(email="m@school.test")
    assert "Die gaat pas weg als iedereen die moet beslissen ja zei." in text(
        sanne.get(page, follow=True)
    )
    assert "uitnodiging aan Marloes gaat dan nog niet weg" in text(
        fill_in(sanne, page, choice(email="m@school.test"))
    )
    for _double_click in range(2):
        assert say_yes(sanne, page, form).status_code == 302
    assert Invitation.objects.get(person=marloes).email == "m@school.test"
    index = text(sanne.get(url(cast, "index")))
    assert "uitnodiging aan Marloes gaat pas weg als iedereen ja zegt" in index  # what was said
    assert "De uitnodiging aan Marloes staat klaar." in index
    assert not Mail.objects.filter(to="m@school.test").exists()  # Kees and Noor say yes first
    everybody_agrees(Consent.objects.get(receiver=marloes))
    assert Mail.objects.filter(to="m@school.test").count() == 1
    acts = Entry.objects.filter(plan=cast.plan).order_by("-seq").values_list("act", flat=True)
    assert {"invited", "consent_given", "consent_asked"} <= set(acts[:6])
    assert "is al uitgenodigd" in text(sanne.get(page, follow=True))
    assert say_yes(sanne, page, choice()).status_code == 302
    assert Mail.objects.filter(to="m@school.test").count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"look": [], "change": []}, "Kies ten minste één deel"),
        ({"period": "day", "day": "2020-01-01"}, "Die dag is al voorbij"),
        ({"period": "day", "day": "2099-01-01"}, "binnen twee jaar"),
        ({"period": "day", "day": "9999-12-31"}, "binnen twee jaar"),
        ({"period": "day", "day": ""}, "Kies de laatste dag"),
        ({"period": "day", "day": "volgende week"}, "Dit is geen dag die we kennen"),
        ({"period": "9"}, "een geldige keuze"),
        ({"begin": "later", "first_day": ""}, "Kies de eerste dag"),
        ({"begin": "later", "first_day": "2020-01-01"}, "Die dag is al voorbij"),
        ({"begin": "later", "first_day": "ooit"}, "Dit is geen dag die we kennen"),
        ({"begin": "later", "first_day": "9999-12-31"}, "binnen twee jaar"),
        ({**_ten_days_on("first_day"), **_two_days_on("day")}, "Dit is vóór de eerste dag"),
        ({"language": "x" * 61}, "60 tekens"),
        ({"whole": "no", "about": []}, "Kies over wie het gaat"),
        ({"whole": "no", "about": ["00000000-0000-0000-0000-000000000000"]}, "een geldige keuze"),
        ({"look": ["groeiplan.geheim"]}, "een geldige keuze"),
        ({"purpose": "x" * 10_000}, "1000 tekens"),
    ],
)
def test_bad_input_is_answered_in_words_and_keeps_what_was_typed(cast, sanne, wrong, words):
    before = Consent.objects.count()
    answer = say_yes(sanne, url(cast, "give", cast.riet.pk), choice(**wrong))
    assert answer.status_code == 422
    page = text(answer)
    assert words in page
    assert wrong.get("purpose", "Meedenken over school") in page
    if wrong.get("look") != []:
        assert 'value="timeline.help" checked' in page
    assert Consent.objects.count() == before


def test_the_form_sent_again_with_another_part_says_that_it_is_not_shared(cast, sanne):
    page, first = url(cast, "give", cast.bakker.pk), choice(look=["groeiplan.goals"])
    assert say_yes(sanne, page, first).status_code == 302
    assert say_yes(sanne, page, first).status_code == 302, "a double click is one yes"
    other = first | {"look": ["groeiplan.stories"], "change": []}
    again = say_yes(sanne, page, other)
    assert again.status_code == 409
    assert "nog niet gedeeld" in text(again)
    assert 'value="groeiplan.stories" checked' in text(again)
    assert first["consent_id"] not in text(again)
    assert "groeiplan.stories" not in {str(one) for one in visit(cast.bakker).chapters().values()}
    sanne.post(url(cast, "stop", cast.bakker.pk))
    assert say_yes(sanne, page, first).status_code == 409
    fresh = re.search(rf'action="{page}([^/"]+)/"', text(again))[1]
    assert say_yes(sanne, page, other | {"consent_id": fresh}).status_code == 302
    everybody_agrees(Consent.objects.get(pk=fresh))
    assert {str(one) for one in visit(cast.bakker).chapters().values()} == {"groeiplan.stories"}


def test_a_day_of_ones_own_and_one_child_alone(cast, sanne):
    day = timezone.localdate() + timedelta(days=10)
    form = choice(period="day", day=day.isoformat(), whole="no", about=[str(cast.noor.pk)])
    assert say_yes(sanne, url(cast, "give", cast.riet.pk), form).status_code == 302
    consent = Consent.objects.get(pk=form["consent_id"])
    assert consent.until == end_of_day(day)
    assert list(consent.about.all()) == [cast.noor]
    assert not Key.objects.filter(consent=consent.pk).exists(), "her parents and she must agree"
    everybody_agrees(consent)
    assert {key.about_id for key in Key.objects.filter(consent=consent.pk)} == {cast.noor.pk}
    assert keys.differences(cast.plan) == (set(), set())


@pytest.mark.parametrize(
    ("who", "words"), [("sanne", "Dit ben jij zelf"), ("kees", "hoort bij het gezin")]
)
def test_with_oneself_or_family_there_is_nothing_to_share(cast, sanne, who, words):
    page = url(cast, "give", getattr(cast, who).pk)
    before = Consent.objects.count()
    assert words in text(sanne.get(page))
    answer = fill_in(sanne, page, choice())
    assert answer.status_code == 422
    assert words in text(answer)
    assert Consent.objects.count() == before


def test_noor_may_begin_with_what_is_about_herself_and_asks_a_grown_up_for_the_rest(cast, client):
    client.force_login(cast.noor.user)
    page = url(cast, "give", cast.riet.pk)
    assert re.search(rf'value="{cast.noor.pk}"[^>]*checked', text(client.get(page, follow=True)))
    for about in ({"whole": "yes"}, {"whole": "no", "about": [str(cast.sem.pk)]}):
        answer = say_yes(client, page, choice(**about))
        assert answer.status_code == 422
        assert "Vraag het samen met een volwassene" in text(answer)
    form = choice(whole="no", about=[str(cast.noor.pk)])
    assert say_yes(client, page, form).status_code == 302
    consent = Consent.objects.get(pk=form["consent_id"])
    assert [yes.giver for yes in consent.yeses.all()] == [cast.noor]
    assert {giver.person for giver in consent.givers.all()} == {cast.noor, cast.sanne, cast.kees}


def test_an_unknown_card_or_somebody_elses_id_is_not_there(cast, sanne):
    assert sanne.get(url(cast, "give", uuid4())).status_code == 404
    assert sanne.get(url(cast, "give", cast.guardian.pk)).status_code == 404
    taken = choice(consent_id=str(Consent.objects.get(plan=cast.other_plan).pk))
    assert say_yes(sanne, url(cast, "give", cast.riet.pk), taken).status_code == 404


def test_choosing_shows_every_card_but_the_familys(cast, sanne, marloes):
    page = text(sanne.get(url(cast, "choose")))
    for name in ("Oma Riet", "Ilse", "Marloes", "Wim"):
        assert name in page
    assert url(cast, "give", cast.kees.pk) not in page


# --- stopping ----------


def test_one_tap_one_page_one_button_and_it_is_shut(cast, sanne):
    page = url(cast, "withdraw", cast.ilse_consent.pk)
    asked = text(sanne.get(page))
    assert "kunnen we niet terughalen" in asked
    assert visit(cast.ilse)  # reading the page changed nothing
    for _twice in range(2):
        assert sanne.post(page).status_code == 302
    assert not Key.objects.filter(user=cast.ilse.user).exists()
    assert keys.differences(cast.plan) == (set(), set())
    assert Entry.objects.filter(plan=cast.plan, act="consent_withdrawn").count() == 1
    record = text(sanne.get(url(cast, "consent", cast.ilse_consent.pk)))
    assert "Gestopt" in record
    assert "Stoppen met delen" not in record


def test_stopping_with_a_person_stops_all_of_it(cast, sanne):
    share(cast.kees, cast.ilse, look=["groeiplan.stories"])
    assert sanne.post(url(cast, "stop", cast.ilse.pk)).status_code == 302
    assert not Key.objects.filter(user=cast.ilse.user).exists()
    assert Key.objects.filter(user=cast.riet.user).exists()


def test_withdrawn_while_she_reads_her_next_click_is_404(cast, client):
    """T9: page, fragment and API."""
    client.force_login(cast.ilse.user)
    pages = _open_to_ilse(cast)
    for page in pages:
        assert client.get(page).status_code == 200
        assert client.get(page, headers={"HX-Request": "true"}).status_code == 200
    actions.withdraw(cast.ilse_consent, by=cast.sanne)
    for page in pages:
        assert client.get(page).status_code == 404
        assert client.get(page, headers={"HX-Request": "true"}).status_code == 404


def test_expired_to_the_second_on_the_page_too(cast, client):
    pages = _open_to_ilse(cast)
    second = timedelta(seconds=1)
    for moment, status in (
        (cast.ilse_consent.until - second, 200),
        (cast.ilse_consent.until, 404),
        (cast.ilse_consent.until + second, 404),
    ):
        with time_machine.travel(moment, tick=False):
            client.force_login(cast.ilse.user)
            assert {client.get(page).status_code for page in pages} == {status}


def test_the_family_reads_back_what_was_agreed(cast, sanne):
    page = words_of(sanne.get(url(cast, "consent", cast.ilse_consent.pk)))
    for words in (
        "Wat we afspraken",
        "Iedereen zegt ja",
        "Ilse (gezinscoach)",
        "Tijdlijn: de hulp",
        "Jij, als ouder met gezag over Noor en Sem, en over jezelf",
        "Kees, als ouder met gezag over Noor en Sem, en over zichzelf",
        "Noor, als jongere, over zichzelf",
        "Zelf gegeven",
        say_until(cast.ilse_consent.until),
    ):
        assert words in page


def test_the_record_stays_as_it_was_when_the_card_changes(cast, sanne):
    people.change(cast.ilse, by=cast.sanne, version=cast.ilse.version, role="directeur")
    page = words_of(sanne.get(url(cast, "consent", cast.ilse_consent.pk)))
    assert "(gezinscoach)" in page
    assert "directeur" not in page


def test_the_record_tells_who_noted_a_spoken_yes_and_how_it_was_explained(cast, sanne):
    riet_notes = ask(cast.sanne, cast.ilse, look=["groeiplan.stories"], about=[cast.sem])
    riet_notes.givers.filter(person=cast.kees).update(noter=cast.riet)
    how = {"explained": "interpreter", "language": "Frans", "interpreter": "Luc"}
    actions.note_yes(riet_notes, giver=cast.kees, by=cast.riet, **how)
    page = words_of(sanne.get(url(cast, "consent", riet_notes.pk)))
    assert "Hardop gezegd, oma Riet schreef het op" in page
    assert "Uitgelegd: met een tolk, taal: Frans, tolk: Luc." in page


def test_the_record_tells_of_a_court(cast, sanne):
    day = timezone.localdate() - timedelta(days=3)
    by_court = ask(cast.sanne, cast.ilse, look=["groeiplan.stories"], about=[cast.sem])
    court_decides(by_court, cast.kees, by=cast.sanne, decided_on=day)
    page = words_of(sanne.get(url(cast, "consent", by_court.pk)))
    assert "Besluit van de rechter van" in page
    assert (
        "rechtbank Midden-Nederland, C/16/123456), Sanne schreef het op en Kees las het na" in page
    )
    assert "Iedereen zegt ja" in page
    words = hooks.consent_words(cast.plan, [by_court.pk])[by_court.pk]
    assert words == "Sanne en de rechter (in plaats van Kees) zeiden ja"


def test_a_no_is_a_visible_state_and_its_words_stand_with_it(cast, sanne):
    consent = ask(cast.sanne, cast.ilse, look=["groeiplan.stories"])
    actions.refuse(consent, by=cast.kees, words=f"Liever niet. {EVIL}")
    answer = sanne.get(url(cast, "consent", consent.pk))
    assert "We zijn het niet eens" in words_of(answer)
    assert "Liever niet." in words_of(answer)
    assert EVIL not in text(answer)
    index = words_of(sanne.get(url(cast, "index")))
    assert "We zijn het niet eens" in index
    assert "Kees zei nee" in index


def test_what_ended_by_a_birthday_is_asked_again(cast, sanne):
    with time_machine.travel(end_of_day(date(2029, 11, 1)), tick=False):
        share(cast.sanne, cast.wim, look=["groeiplan.goals"], about=[cast.sem])
    with time_machine.travel(end_of_day(date(2030, 1, 21)), tick=False):
        sanne.force_login(cast.sanne.user)
        page = words_of(sanne.get(url(cast, "index")))
    assert "Dicht, spreek het opnieuw af" in page
    assert "Opnieuw afspreken" in page


# --- changing: stopping and giving anew ----------


def test_changing_begins_with_what_was_agreed_and_stops_that_when_the_new_one_is_given(cast, sanne):
    page = url(cast, "change", cast.ilse_consent.pk)
    form = text(sanne.get(page, follow=True))
    for key in ("groeiplan.goals", "timeline.help", "kitchen_table.kitchen_table"):
        assert f'name="look" value="{key}" checked' in form
    assert 'name="change" value="timeline.help" checked' in form
    assert 'name="look" value="groeiplan.stories" checked' not in form
    new = choice(change=[])
    summary = words_of(fill_in(sanne, page, new))
    assert "Wat jullie eerder met Ilse afspraken, stopt dan meteen." in summary
    assert "Tot iedereen opnieuw ja zegt, is dit dicht." in summary
    assert visit(cast.ilse), "reading changed nothing"
    for _double_click in range(2):
        assert say_yes(sanne, page, new).status_code == 302
    old, made = (Consent.objects.get(pk=pk) for pk in (cast.ilse_consent.pk, new["consent_id"]))
    assert (made.replaces, old.withdrawn_by) == (old, cast.sanne)
    assert not Key.objects.filter(user=cast.ilse.user).exists()
    everybody_agrees(made)
    assert {str(one) for one in visit(cast.ilse).chapters().values()} == {*new["look"]}
    assert url(cast, "consent", old.pk) in text(sanne.get(url(cast, "consent", made.pk)))
    assert url(cast, "consent", made.pk) in text(sanne.get(url(cast, "consent", old.pk)))
    record = words_of(sanne.get(url(cast, "consent", old.pk)))
    assert "Ingetrokken" in record
    assert "Tafel" in record, "what was agreed then is still told"


def test_what_is_over_is_given_again_without_touching_the_old_record(cast, sanne):
    old = Consent.objects.get(receiver=cast.wim)
    new = choice()
    assert say_yes(sanne, url(cast, "change", old.pk), new).status_code == 302
    old.refresh_from_db()
    assert old.withdrawn_at is None
    assert Consent.objects.get(pk=new["consent_id"]).replaces is None


# --- asking can endanger ----------


def test_who_was_not_asked_does_not_find_the_question_lying_about(cast, sanne, marloes):
    """DOMAIN §6: no request goes out by itself; not by a page either."""
    consent = ask(cast.sanne, marloes, ["groeiplan.goals"], email="m@school.test", purpose="geheim")
    pages = ("consent", "change", "withdraw", "paper")
    for name in pages:
        assert sanne.get(url(cast, name, consent.pk), follow=True).status_code == 200
    assert "Marloes" in text(sanne.get(url(cast, "index")))
    for other in (cast.kees, cast.noor):
        sanne.force_login(other.user)
        index = text(sanne.get(url(cast, "index")))
        assert "Marloes" not in index
        assert "geheim" not in index
        for name in pages:
            assert sanne.get(url(cast, name, consent.pk)).status_code == 404
        assert str(consent.pk) not in {one["id"] for one in hooks.export(visit(other))}
    assert str(consent.pk) in {one["id"] for one in hooks.export(visit(cast.sanne))}


def test_who_was_asked_reads_it_first_on_the_page_and_the_name_only_when_it_was_not_left_out(
    cast, sanne, marloes
):
    consent = ask(cast.sanne, marloes, look=["groeiplan.goals"])
    actions.request(consent, by=cast.sanne, giver=cast.kees, hides_receiver=True)
    giver = Giver.objects.get(consent=consent, person=cast.kees)
    sanne.force_login(cast.kees.user)
    page = text(sanne.get(url(cast, "index")))
    assert "Mag iemand meelezen?" in page
    assert "mentor" in page
    assert "Marloes" not in page
    assert url(cast, "answer", giver.pk) in page
    assert sanne.get(url(cast, "consent", consent.pk)).status_code == 404
    actions.show_receiver(consent, by=cast.sanne, giver=cast.kees)
    page = text(sanne.get(url(cast, "index")))
    assert "Mag Marloes meelezen?" in page
    assert page.index("Mag Marloes meelezen?") < page.index("Ilse")
    assert sanne.get(url(cast, "consent", consent.pk)).status_code == 200


def test_what_opened_once_the_whole_family_reads(cast, client):
    client.force_login(cast.noor.user)
    assert client.get(url(cast, "consent", cast.ilse_consent.pk)).status_code == 200
    actions.withdraw(cast.ilse_consent, by=cast.sanne)
    assert client.get(url(cast, "consent", cast.ilse_consent.pk)).status_code == 200


# --- taking along, API, demo ----------


def test_the_api_and_the_export_are_for_family_only(cast, client):
    api = f"/api/v1/plans/{cast.plan.pk}/consents"
    client.force_login(cast.sanne.user)
    told = client.get(api).json()
    rows = told if isinstance(told, list) else told["results"]
    ilse = next(row for row in rows if row["id"] == str(cast.ilse_consent.pk))
    assert ilse["receiver"] == "Ilse"
    assert {"part": "timeline.help", "may_change": True} in ilse["parts"]
    assert "Sanne" in {giver["name"] for giver in ilse["givers"]}
    for guest in (cast.ilse, cast.ayse):
        client.force_login(guest.user)
        assert client.get(api).status_code == 404
    room = apps.get_app_config("consent")
    assert room.export(visit(cast.ilse)) is None
    assert len(room.export(visit(cast.sanne))) == 4


def test_the_export_leaves_nothing_out(cast):
    waiting = ask(
        cast.sanne, cast.ilse, look=["groeiplan.stories"], about=[cast.noor], language="Turks"
    )
    actions.request(waiting, by=cast.sanne, giver=cast.kees)
    actions.refuse(waiting, by=cast.kees, words="Nee dank je")
    row = next(one for one in hooks.export(visit(cast.sanne)) if one["id"] == str(waiting.pk))
    kees = next(one for one in row["givers"] if one["name"] == "Kees")
    assert (row["state"], row["asked_by"], row["language"]) == ("disagree", "Sanne", "Turks")
    assert (row["about"], row["role"]) == (["Noor"], "gezinscoach")
    assert kees["reasons"] == [{"capacity": "parent", "about": "Noor"}]
    assert (kees["at"], kees["refused_words"]) == (None, "Nee dank je")
    assert kees["asked_at"]
    assert [one["name"] for one in row["givers"] if one["form"] == "written"] == ["Sanne"]


def test_the_journal_names_everybody_who_said_yes(cast):
    words = hooks.consent_words(cast.plan, [cast.ilse_consent.pk])
    assert words[cast.ilse_consent.pk] in _any_order("Sanne", "Noor", "Kees")


def test_reading_never_changes_anything_but_the_journal(cast, sanne):
    before = [
        list(model.objects.order_by("pk").values())
        for model in (Consent, ConsentChapter, Yes, Key, Invitation)
    ]
    for page in ("index", "choose"):
        sanne.get(url(cast, page))
    sanne.get(url(cast, "withdraw", cast.ilse_consent.pk))
    sanne.get(url(cast, "stop", cast.ilse.pk))
    form = choice()
    sanne.get(url(cast, "give_form", cast.riet.pk, form["consent_id"]), form)
    sanne.get(fill_in(sanne, url(cast, "give", cast.riet.pk), form).wsgi_request.path, {"yes": "1"})
    assert before == [
        list(model.objects.order_by("pk").values())
        for model in (Consent, ConsentChapter, Yes, Key, Invitation)
    ]


def _open_to_ilse(cast):
    return [
        reverse("plan", args=[cast.plan.pk]),
        reverse("kitchen_table:index", args=[cast.plan.pk]),
        f"/api/v1/plans/{cast.plan.pk}/goals",
    ]


def _logged_in(client, cast):
    client.force_login(cast.sanne.user)
    return client


def _any_order(*names):
    return {f"{a}, {b} en {c} zeiden ja" for a, b, c in permutations(names)}


def _yes(cast, person, part, *, waits=False):
    now = timezone.now()
    consent = Consent.objects.create(
        plan=cast.plan,
        receiver=person,
        asked_by=cast.sanne,
        asked_at=now,
        since=now,
        until=now + timedelta(days=30),
    )
    ConsentChapter.objects.create(plan=cast.plan, consent=consent, chapter=part)
    for giver in (cast.sanne, cast.kees, cast.noor):
        reasons = [["parent", str(cast.sem.pk)], ["self", str(giver.pk)]]
        Giver.objects.create(
            plan=cast.plan, consent=consent, person=giver, reasons=reasons, asked_at=now
        )
        if giver == cast.sanne or not waits:
            Yes.objects.create(plan=cast.plan, consent=consent, giver=giver, at=now)


def _in_every_state(cast, part, numbers):
    """Each third of these helpers is in, is invited, stands at the door."""
    for n in numbers:
        person = Person.objects.create(plan=cast.plan, name=f"Hulp {n}", kind="professional")
        _yes(cast, person, part, waits=n % 2 == 1)
        if n % 3 == 0:
            Person.objects.filter(pk=person.pk).update(user=account(f"hulp{n}"))
            continue
        made = invitations.invite(by=cast.sanne, person=person, email=f"h{n}@x.test")
        if n % 3 == 2:
            who = {"accepted_by": account(f"a{n}"), "accepted_at": timezone.now()}
            Invitation.objects.filter(pk=made.pk).update(**who)
        journal.write(cast.plan.pk, "read", who=person, chapters=[part.pk])
    keys.sync(cast.plan)
