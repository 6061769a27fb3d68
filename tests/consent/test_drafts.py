"""What is filled in to share waits in the log-in until it is given or dropped: Back finds a page,
two open forms never mix, and nothing stays behind."""

from datetime import timedelta
from html.parser import HTMLParser
from uuid import uuid4

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from consent import actions, drafts
from consent.models import Consent
from groeiplan import look_as
from groeiplan.models import Person
from tests.cast import ask, everybody_agrees, share
from tests.consent.test_pages import choice, fill_in, say_yes, text, url, words_of

GONE = "Dit formulier is er niet meer"


@pytest.fixture
def sanne(cast, client):
    client.force_login(cast.sanne.user)
    return client


def form_page(cast, form, receiver=None):
    return url(cast, "give_form", (receiver or cast.riet).pk, form["consent_id"])


def summary_page(cast, form):
    return url(cast, "summary", form["consent_id"])


def begun(client, cast, receiver=None, **more):
    """A form that was filled in and waits for the yes."""
    form = choice(**more)
    receiver = receiver or cast.riet
    assert fill_in(client, url(cast, "give", receiver.pk), form).status_code == 200
    return form


def test_what_changed_in_another_window_is_read_before_the_yes(cast, sanne):
    form = begun(sanne, cast)
    page = summary_page(cast, form)
    read = {"yes": "1", "mark": sanne.get(page).context["mark"]}
    more = {**form, "look": ["groeiplan.goals", "groeiplan.stories", "groeiplan.people"]}
    assert sanne.post(form_page(cast, form), more).status_code == 302
    answer = sanne.post(page, read, follow=True)
    assert "Dit is intussen veranderd" in text(answer)
    assert not Consent.objects.filter(pk=form["consent_id"]).exists()
    read["mark"] = answer.context["mark"]
    assert sanne.post(page, read).status_code == 302
    assert Consent.objects.filter(pk=form["consent_id"]).exists()


# --- Back ---------------------------------------------------------------------------------------


def test_whatever_is_sent_leads_on_to_a_page_of_its_own(cast, sanne):
    form = choice()
    new = sanne.get(url(cast, "give", cast.riet.pk))
    assert new.status_code == 302 and new["Location"].startswith(url(cast, "give", cast.riet.pk))
    sent = sanne.post(form_page(cast, form), form)
    assert (sent.status_code, sent["Location"]) == (302, summary_page(cast, form))
    look = sanne.post(
        reverse("look_as", args=[cast.plan.pk, cast.riet.pk]),
        {"draft": "1", "draft_of": summary_page(cast, form), "look": form["look"]},
    )
    assert look.status_code == 302
    stopped = sanne.post(reverse("look_as_stop", args=[cast.plan.pk]))
    assert (stopped.status_code, stopped["Location"]) == (302, summary_page(cast, form))
    assert "Klopt dit?" in text(sanne.get(stopped["Location"]))
    assert sanne.post(summary_page(cast, form), {"yes": "1"}).status_code == 302
    dropped = begun(sanne, cast)
    assert sanne.post(summary_page(cast, dropped), {"drop": "1"}).status_code == 302


def test_no_address_on_the_way_holds_a_word_of_what_was_typed(cast, sanne):
    form = begun(sanne, cast, purpose="Meedenkwoord")
    for page in (form_page(cast, form), summary_page(cast, form)):
        assert "?" not in page
        assert "Meedenkwoord" in text(sanne.get(page))


def test_back_from_the_summary_finds_the_form_filled_in(cast, sanne):
    form = begun(sanne, cast, purpose="Samen over school", whole="no", about=[str(cast.sem.pk)])
    page = text(sanne.get(form_page(cast, form)))
    assert "Samen over school" in page
    assert 'value="groeiplan.goals" checked' in page
    assert f'value="{cast.sem.pk}" checked' in page or f'value="{cast.sem.pk}" id=' in page
    assert sanne.post(form_page(cast, form), form | {"purpose": "Over de sport"}).status_code == 302
    assert "Over de sport" in text(sanne.get(summary_page(cast, form)))


def test_what_was_wrong_is_kept_too(cast, sanne):
    form = choice(look=[], change=[], purpose="Bijna af")
    assert sanne.post(form_page(cast, form), form).status_code == 422
    again = sanne.get(form_page(cast, form))
    assert again.status_code == 200
    assert "Bijna af" in text(again) and "Kies ten minste één deel" in text(again)
    not_yet = sanne.get(summary_page(cast, form))
    assert (not_yet.status_code, not_yet["Location"]) == (302, form_page(cast, form))


def test_a_new_form_tells_of_one_that_waits(cast, sanne):
    form = begun(sanne, cast)
    blank = sanne.get(url(cast, "give", cast.riet.pk), follow=True)
    assert "Het is nog niet gegeven." in text(blank)
    assert form_page(cast, form) in text(blank)
    assert "Meedenken over school" not in text(blank)
    other = sanne.get(url(cast, "give", cast.bakker.pk), follow=True)
    assert "Het is nog niet gegeven." not in text(other)


def test_after_the_yes_back_says_that_it_was_sent(cast, sanne):
    form = begun(sanne, cast)
    sanne.post(summary_page(cast, form), {"yes": "1"})
    for page in (summary_page(cast, form), form_page(cast, form)):
        answer = sanne.get(page)
        assert answer.status_code == 200
        assert "Dit staat er al" in text(answer)
        assert url(cast, "consent", form["consent_id"]) in text(answer)
    before = Consent.objects.count()
    assert sanne.post(summary_page(cast, form), {"yes": "1"}).status_code == 302
    assert Consent.objects.count() == before


# --- two open forms -----------------------------------------------------------------------------


def test_two_tabs_never_mix(cast, sanne):
    goals = begun(sanne, cast, look=["groeiplan.goals"], change=[], purpose="Tabblad een")
    stories = begun(sanne, cast, look=["groeiplan.stories"], change=[], purpose="Tabblad twee")
    assert "Tabblad een" in text(sanne.get(summary_page(cast, goals)))
    assert "Tabblad twee" in text(sanne.get(summary_page(cast, stories)))
    sanne.post(summary_page(cast, goals), {"yes": "1"})
    made = Consent.objects.get(pk=goals["consent_id"])
    assert [str(part.chapter) for part in made.parts.all()] == ["groeiplan.goals"]
    assert not Consent.objects.filter(pk=stories["consent_id"]).exists()
    assert "Tabblad twee" in text(sanne.get(summary_page(cast, stories)))


def test_a_form_for_one_person_is_not_there_for_another(cast, sanne):
    form = begun(sanne, cast)
    for page in (
        form_page(cast, form, cast.bakker),
        url(cast, "change_form", cast.ilse_consent.pk, form["consent_id"]),
    ):
        assert sanne.get(page).status_code == 404
        assert sanne.post(page, form).status_code == 404
    assert "Meedenken over school" in text(sanne.get(summary_page(cast, form)))


# --- gone ---------------------------------------------------------------------------------------


def test_after_its_time_it_says_what_to_do_and_nothing_was_shared(cast, sanne):
    form, before = begun(sanne, cast), Consent.objects.count()
    later = timezone.now() + drafts.LASTS
    with time_machine.travel(later - timedelta(minutes=1), tick=False):
        session = sanne.session  # the log-in itself lasts
        session.set_expiry(60 * 60 * 24)
        session.save()
        assert sanne.get(summary_page(cast, form)).status_code == 200
    with time_machine.travel(later, tick=False):
        for answer in (
            sanne.get(summary_page(cast, form)),
            sanne.post(summary_page(cast, form), {"yes": "1"}),
        ):
            assert answer.status_code == 404
            assert GONE in text(answer) and "Er is niets gedeeld." in text(answer)
            assert url(cast, "choose") in text(answer)
        assert "Meedenken over school" not in text(sanne.get(form_page(cast, form)))
    assert Consent.objects.count() == before


def test_for_another_account_it_is_not_there_and_nothing_betrays_it(cast, sanne, client):
    form = begun(sanne, cast, purpose="Alleen van Sanne")
    other = type(client)()
    for who, words in ((cast.kees, GONE), (cast.ilse, ""), (cast.ayse, "")):
        other.force_login(who.user)
        never = url(cast, "summary", uuid4())
        for ask_it in (other.get, lambda page: other.post(page, {"yes": "1"})):
            answer, nothing = ask_it(summary_page(cast, form)), ask_it(never)
            assert answer.status_code == nothing.status_code == 404
            assert words in text(answer) and "Alleen van Sanne" not in text(answer)
    other.force_login(cast.kees.user)
    assert "Alleen van Sanne" not in text(other.get(form_page(cast, form)))
    assert "Alleen van Sanne" in text(sanne.get(summary_page(cast, form)))


def test_a_question_that_is_kept_from_somebody_is_as_little_there_as_no_question(cast, client):
    """The id of Sanne's question tells Kees, who was not asked, nothing."""
    waits = ask(cast.sanne, cast.bakker, ["groeiplan.goals"])
    client.force_login(cast.kees.user)
    hidden, never = (client.get(url(cast, "summary", pk)) for pk in (waits.pk, uuid4()))
    assert hidden.status_code == never.status_code == 404
    assert words_of(hidden) == words_of(never)


def test_the_session_holds_nothing_after_giving_dropping_or_logging_out(cast, sanne):
    given, dropped = begun(sanne, cast), begun(sanne, cast)
    assert sanne.session[drafts.KEPT]
    sanne.post(summary_page(cast, given), {"yes": "1"})
    sanne.post(summary_page(cast, dropped), {"drop": "1"})
    assert drafts.KEPT not in sanne.session
    assert GONE in text(sanne.get(summary_page(cast, dropped)))
    begun(sanne, cast, purpose="Vergeet mij")
    key = sanne.session.session_key
    sanne.post(reverse("account_logout"))
    assert not Session.objects.filter(session_key=key).exists()


def test_it_holds_no_more_than_a_few_and_only_answers(cast, sanne):
    forms = [begun(sanne, cast, onzin="x" * 100) for _n in range(drafts.MOST + 2)]
    kept = sanne.session[drafts.KEPT][str(cast.plan.pk)]
    assert list(kept) == [form["consent_id"] for form in forms[2:]]
    assert not {"onzin", "csrfmiddlewaretoken", "consent_id"} & set(
        kept[forms[-1]["consent_id"]]["typed"]
    )
    endless = choice(purpose="x" * (drafts.LONGEST + 1))
    answer = sanne.post(form_page(cast, endless), endless)
    assert answer.status_code == 422 and endless["purpose"] in text(answer)
    assert endless["consent_id"] not in sanne.session[drafts.KEPT][str(cast.plan.pk)]


def test_looking_at_it_changes_nothing(cast, sanne):
    form = begun(sanne, cast)
    before = dict(sanne.session.items())
    for page in (form_page(cast, form), summary_page(cast, form), url(cast, "give", cast.riet.pk)):
        sanne.get(page, {"yes": "1", "drop": "1"}, follow=True)
    assert dict(sanne.session.items()) == before


def test_while_looking_as_another_nothing_is_given_or_dropped(cast, sanne):
    form = begun(sanne, cast)
    sanne.post(reverse("look_as", args=[cast.plan.pk, cast.kees.pk]))
    assert look_as.KEPT in sanne.session
    for sent in ({"yes": "1"}, {"drop": "1"}):
        assert sanne.post(summary_page(cast, form), sent).status_code == 403
    assert sanne.post(form_page(cast, form), form).status_code == 403
    sanne.post(reverse("look_as_stop", args=[cast.plan.pk]))
    assert "Klopt dit?" in text(sanne.get(summary_page(cast, form)))


def test_what_changed_meanwhile_is_said_at_the_form(cast, sanne):
    form = begun(sanne, cast, whole="no", about=[str(cast.sem.pk)])
    born = timezone.localdate() - timedelta(days=5 * 365)
    cast.plan.authorities.filter(child=cast.sem).delete()
    Person.objects.filter(pk=cast.sem.pk).update(born=born)
    answer = sanne.post(summary_page(cast, form), {"yes": "1"})
    assert (answer.status_code, answer["Location"]) == (302, form_page(cast, form))
    page = words_of(sanne.get(answer["Location"]))
    assert "Bij Sem staat nog niet wie het gezag heeft." in page
    assert "Wie beslist over Sem?" in page
    assert not Consent.objects.filter(pk=form["consent_id"]).exists()


# --- what was agreed, sent again untouched ------------------------------------------------------


class Fields(HTMLParser):
    def __init__(self):
        super().__init__()
        self.sent, self.area = {}, None

    def handle_starttag(self, tag, pairs):
        at = dict(pairs)
        name = at.get("name")
        if tag == "textarea":
            self.area = name
            self.sent[name] = [""]
        picks = at.get("type") in ("checkbox", "radio")
        if tag == "input" and name != "csrfmiddlewaretoken" and (not picks or "checked" in at):
            self.sent.setdefault(name, []).append(at.get("value", ""))

    def handle_data(self, data):
        if self.area:
            self.sent[self.area][-1] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.area = None


def chosen(page):
    """What a browser would send of this form, untouched."""
    form = Fields()
    form.feed(text(page).split("<main", 1)[1].split("data-kept", 1)[1].split("</form>")[0])
    return {name: [one.removeprefix("\n") for one in of] for name, of in form.sent.items()}


@pytest.mark.parametrize("begins", ["now", "long ago", "later"])
def test_what_was_agreed_and_is_sent_again_untouched_ends_nothing_and_gives_nothing(
    cast, sanne, begins
):
    since = {"long ago": -5, "later": 5}.get(begins)
    if since is None:
        old = share(cast.sanne, cast.bakker, ["groeiplan.goals"], purpose="Twee\r\nregels")
    else:
        noon = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        since = noon + timedelta(days=since)
        old = share(cast.sanne, cast.bakker, ["groeiplan.goals"], since=since)
        if begins == "long ago":
            Consent.objects.filter(pk=old.pk).update(asked_at=since - timedelta(days=2))
    start = sanne.get(url(cast, "change", old.pk), follow=True)
    page, sent = start.redirect_chain[-1][0], chosen(start)
    before = Consent.objects.count()
    answer = sanne.post(page, sent, follow=True)
    assert "Er is niets veranderd." in words_of(answer)
    assert answer.redirect_chain[-1][0] == url(cast, "consent", old.pk)
    old.refresh_from_db()
    assert (old.withdrawn_at, Consent.objects.count()) == (None, before)
    assert drafts.KEPT not in sanne.session
    touched = sanne.post(page, sent | {"purpose": ["Iets anders"]})
    assert "klopt-dit" in touched["Location"]


def test_what_was_refused_may_be_asked_again_as_it_was(cast, sanne):
    old = ask(cast.sanne, cast.bakker, ["groeiplan.goals"])
    actions.refuse(old, by=cast.kees, words="")
    start = sanne.get(url(cast, "change", old.pk), follow=True)
    answer = sanne.post(start.redirect_chain[-1][0], chosen(start))
    assert "klopt-dit" in answer["Location"]


def test_a_draft_that_replaces_is_given_in_the_place_of_the_old_one(cast, sanne):
    form = choice(change=[])
    answer = say_yes(sanne, url(cast, "change", cast.ilse_consent.pk), form)
    assert answer.status_code == 302
    made = Consent.objects.get(pk=form["consent_id"])
    assert made.replaces_id == cast.ilse_consent.pk
    everybody_agrees(made)
    assert drafts.KEPT not in sanne.session
