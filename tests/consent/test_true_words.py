"""What the pages around a yes say is so: since when, what a button stops, who was invited already,
and no word that hangs on an account that is kept from whoever reads."""

import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from consent import actions, pdf, sharing
from groeiplan.actions import invitations, people
from groeiplan.dates import say_moment
from groeiplan.models import Mail, Person
from tests.cast import account, ask, everybody_agrees, visit

pytestmark = pytest.mark.django_db
HOUSE = Path(__file__).parents[2]
LOOK = ["groeiplan.goals"]
ADDRESS = "bep@example.test"
FAMILY_READS = (
    "wat jullie voor het hele gezin lieten staan. "
    "Niet wat op “alleen ik” staat of voor bepaalde mensen is."
)


@pytest.fixture
def bep(cast):
    """A card without account."""
    return people.add(by=cast.sanne, name="tante Bep", kind="network")


@pytest.fixture
def sanne(cast, client):
    client.force_login(cast.sanne.user)
    return client


def words(answer):
    page = re.sub(r"<[^>]+>", " ", answer.content.decode().split("<main", 1)[-1])
    return " ".join(unescape(page).split())


def record(client, consent, name="consent"):
    address = reverse(f"consent:{name}", args=[consent.plan_id, consent.pk])
    return words(client.get(address))


def period(cast, consent):
    seen = visit(cast.sanne)
    ours = sharing.consents_of(seen.plan).filter(pk=consent.pk)
    return pdf._period(sharing.read_by(seen, ours)[0])


# --- since when ----------


def test_it_opens_with_the_last_yes_and_the_record_says_so(cast, sanne):
    consent = ask(cast.sanne, cast.riet, look=LOOK)
    told = record(sanne, consent)
    assert "Van wanneer zodra iedereen ja heeft gezegd" in told
    assert "Wat we willen delen" in told
    assert period(cast, consent).startswith("zodra iedereen ja heeft gezegd (tot ")
    later = timezone.now() + timedelta(minutes=3)
    with time_machine.travel(later, tick=False):
        actions.agree(consent, by=cast.kees)
        actions.agree(consent, by=cast.noor)
        sanne.force_login(cast.sanne.user)
        told = record(sanne, consent)
        assert f"Van wanneer {say_moment(later, later)}" in told
        assert "Wat we afspraken" in told and "toen" not in told
        actions.withdraw(consent, by=cast.sanne)
        assert "Wat we toen afspraken" in record(sanne, consent)


def test_a_first_day_that_is_later_stays_said(cast, sanne):
    day = timezone.now() + timedelta(days=40)
    consent = ask(cast.sanne, cast.riet, look=LOOK, since=day, until=day + timedelta(days=30))
    shown = say_moment(day, timezone.now())
    assert f"Van wanneer {shown}, als iedereen dan ja heeft gezegd" in record(sanne, consent)
    actions.agree(consent, by=cast.kees)
    actions.agree(consent, by=cast.noor)
    told = record(sanne, consent)
    assert f"Van wanneer {shown} Hoe lang" in told and "Wat we afspraken" in told
    assert period(cast, consent).startswith("van ")
    actions.withdraw(consent, by=cast.sanne)
    assert f"Van wanneer zou beginnen: {shown}" in record(sanne, consent)


def test_what_did_not_open_says_since_when_of_nothing(cast, sanne):
    refused = ask(cast.sanne, cast.riet, look=LOOK)
    actions.refuse(refused, by=cast.kees)
    dropped = ask(cast.sanne, cast.riet, look=LOOK)
    actions.withdraw(dropped, by=cast.sanne)
    for consent in (refused, dropped):
        told = record(sanne, consent)
        assert "Van wanneer staat niet open: niet iedereen zei ja" in told


def test_what_was_open_before_a_no_keeps_its_beginning(cast, sanne):
    consent = ask(cast.sanne, cast.riet, look=LOOK)
    everybody_agrees(consent)
    actions.refuse(consent, by=cast.kees)
    assert "niet iedereen zei ja" not in record(sanne, consent)


# --- stopping what nobody was asked ----------


def test_where_nothing_was_asked_there_is_no_asking_to_stop(cast, sanne, bep):
    consent = ask(cast.sanne, bep, look=LOOK)
    index = reverse("consent:index", args=[cast.plan.pk])
    for told in (record(sanne, consent), words(sanne.get(index))):
        assert "Toch niet delen" in told and "Stoppen met vragen" not in told
    drop = record(sanne, consent, "withdraw")
    assert "Toch niet delen met tante Bep?" in drop and "Wie gevraagd is" not in drop
    actions.request(consent, by=cast.sanne, giver=cast.kees)
    for told in (record(sanne, consent), words(sanne.get(index))):
        assert "Stoppen met vragen" in told and "Toch niet delen" not in told
    drop = record(sanne, consent, "withdraw")
    assert "Stoppen met vragen om te delen met tante Bep?" in drop and "Wie gevraagd is" in drop


# --- inviting ----------


def _give(client, cast, receiver, **more):
    pk = uuid4()
    page = reverse("consent:give_form", args=[cast.plan.pk, receiver.pk, pk])
    form = {"look": LOOK, "whole": "yes", "begin": "now", "period": "6", **more}
    return client.post(page, form)["Location"]


def test_who_was_invited_already_is_not_said_to_be_invited_later(cast, sanne, bep):
    invitations.invite(by=cast.sanne, person=bep, email=ADDRESS)
    assert Mail.objects.filter(to=ADDRESS).count() == 1
    summary = _give(sanne, cast, bep)
    already = "Tante Bep is al uitgenodigd, maar ziet pas iets als iedereen ja zegt."
    told = words(sanne.get(summary))
    assert already in told and "gaat dan nog niet weg" not in told
    told = words(sanne.post(summary, {"yes": "1"}, follow=True))
    assert already in told and "gaat pas weg" not in told


def test_an_invitation_that_is_kept_ready_is_still_said_to_wait(cast, sanne, bep):
    ask(cast.sanne, bep, look=LOOK, email=ADDRESS)
    told = words(sanne.get(_give(sanne, cast, bep)))
    assert "Ook de uitnodiging aan tante Bep gaat dan nog niet weg." in told


def test_anothers_hidden_invitation_is_not_told_of(cast, sanne, bep, client):
    """Only a question that Kees was not asked brought tante Bep in."""
    consent = ask(cast.sanne, bep, look=LOOK, about=[cast.noor])
    actions.request(consent, by=cast.sanne, giver=cast.noor)
    invitation = invitations.invite(by=cast.sanne, person=bep, email=ADDRESS)
    invitation.sent_at = timezone.now()
    invitation.save()
    client.force_login(cast.kees.user)
    told = words(client.get(_give(client, cast, bep, email="b@example.test")))
    assert "al uitgenodigd" not in told and "gaat dan nog niet weg" in told


def test_family_reads_what_stands_for_the_whole_family(cast, sanne):
    card = people.add(by=cast.sanne, name="Joyce", kind="family")
    told = words(sanne.get(reverse("invite", args=[cast.plan.pk, card.pk])))
    assert f"Leest {FAMILY_READS}" in told
    made = invitations.invite(by=cast.sanne, person=card, email=ADDRESS, as_family=True)
    joyce = account("bep")
    EmailAddress.objects.create(user=joyce, email=joyce.email, verified=True, primary=True)
    invitations.accept(made, by=joyce)
    told = words(sanne.get(reverse("invitation_yes", args=[cast.plan.pk, made.pk])))
    assert f"Joyce hoort daarna bij het gezin en leest {FAMILY_READS}" in told


@pytest.mark.parametrize(("years", "warned"), [(11, True), (12, False), (None, False)])
def test_a_young_child_is_invited_after_a_plain_word(cast, sanne, years, warned):
    today = timezone.localdate().replace(day=1)
    born = today.replace(year=today.year - years) if years else None
    child = people.add(by=cast.sanne, name="Bo", kind="family", born=born)
    page = reverse("invite", args=[cast.plan.pk, child.pk])
    told = words(sanne.get(page))
    assert ("Bo is nog geen 12." in told) is warned
    assert ("ook de verhalen van de grote mensen" in told) is warned
    form = {"place": "family", "email": ADDRESS, "invitation_id": str(uuid4())}
    assert sanne.post(page, form).status_code == 302  # it is not forbidden


def test_not_inviting_leads_back_to_where_one_came_from(cast, sanne, bep):
    page = reverse("invite", args=[cast.plan.pk, bep.pk])
    people_url = reverse("people", args=[cast.plan.pk])
    index = reverse("consent:index", args=[cast.plan.pk])

    def back(query=""):
        said = sanne.get(page + query).content.decode()
        return re.search(r'<a class="button plain" href="([^"]+)">Toch niet', said)[1]

    assert back() == people_url
    assert back(f"?terug={index}") == index
    for elsewhere in ("//elders.example/", "https://elders.example/", "javascript:alert(1)"):
        assert back(f"?terug={elsewhere}") == people_url
    form = {"email": ADDRESS, "invitation_id": str(uuid4())}
    assert sanne.post(page, form)["Location"] == index
    asking = reverse("consent:choose", args=[cast.plan.pk])
    form["invitation_id"] = str(uuid4())
    assert sanne.post(f"{page}?terug={asking}", form)["Location"] == asking


def test_whoever_holds_the_link_reads_no_name_and_nothing_that_may_not_be_so(cast, client, bep):
    invitations.invite(by=cast.sanne, person=bep, email=ADDRESS)
    link = re.search(r"/uitnodiging/\S+", Mail.objects.get(to=ADDRESS).body)[0]
    told = words(client.get(link))
    assert "Iemand nodigt je uit bij het plan van een gezin." in told
    for kept in ("Sanne", "Bep", "De Jong", "wil iets met je delen"):
        assert kept not in told


def test_before_the_yes_one_reads_that_a_meeting_names_who_comes(cast, sanne, bep):
    invitations.invite(by=cast.sanne, person=bep, email=ADDRESS)
    told = words(sanne.get(_give(sanne, cast, bep, look=["alignment_meetings.alignment_meetings"])))
    shown, hidden = told.split("ziet niet:")
    assert "Bij een gesprek staat wie er komt, met naam en rol." in shown
    assert "Deelnemers" in hidden


# --- accounts of which one may not know ----------

# Each place in this room that asks whether a card has an account without asking who reads. A page
# or a form asks `visit.knows_account`: else it tells of an account that is kept from its reader.
ASKS_ITSELF = {
    ("consent/actions/questions.py", "giver.user_id"): "can a mail go; the form asked the visit",
    ("consent/actions/answers.py", "one.user_id"): "of people whom the visit knows to have one",
    ("consent/actions/court.py", "one.user_id"): "the same",
    ("consent/sharing.py", "self.person.user_id"): "of who reads by a yes that all know of",
    ("consent/demo_family.py", "giver.user_id"): "a story that nobody reads while it is made",
    ("consent/waiting.py", "row.person.user_id"): "is it the reader's own account",
    ("consent/waiting.py", "row.noter.user_id"): "is it the reader's own account",
    ("consent/waiting.py", "asker.user_id"): "is it the reader's own account",
    ("consent/keys.py", "consent.receiver.user_id"): "who holds the key; nobody reads it",
    ("consent/emails.py", "person.user"): "can a mail go; nobody else reads it",
}
ASKS = re.compile(r"\b((?:\w+\.)*\w+\.user(?:_id)?)\b(?!\.)")


def test_no_page_of_this_room_asks_by_itself_who_has_an_account():
    found = set()
    for place, kind in (("consent", "*.py"), ("templates/consent", "*.html")):
        for file in sorted((HOUSE / place).rglob(kind)):
            if "migrations" not in file.parts:
                name = str(file.relative_to(HOUSE))
                found |= {(name, one) for one in ASKS.findall(file.read_text())}
    mine = {one for one in found if one[1] in ("request.user", "self.request.user")}
    assert found - mine == set(ASKS_ITSELF)
    assert not any(
        name.startswith(("consent/views/", "consent/api", "templates/")) or "forms" in name
        for name, _words in ASKS_ITSELF
    )


def test_the_same_yes_sent_again_tells_of_no_account_that_is_kept(cast, bep):
    """To another address it is refused, whether an account is there or not."""
    hidden = ask(cast.sanne, bep, look=LOOK, about=[cast.noor])
    one = uuid4()
    ask(cast.kees, bep, look=LOOK, about=[cast.kees], consent_id=one, email=ADDRESS)
    assert hidden.receiver_id == bep.pk
    for holder in (None, account("bep")):
        Person.objects.filter(pk=bep.pk).update(user=holder)
        ask(cast.kees, bep, look=LOOK, about=[cast.kees], consent_id=one, email=ADDRESS)
        with pytest.raises(actions.Refused, match="again"):
            ask(cast.kees, bep, look=LOOK, about=[cast.kees], consent_id=one, email="x@y.test")
