"""A question that was not put to somebody shows nowhere to them: not through another's eyes, not
through an invitation, and no answer of another closes what they were asked (DOMAIN §6, T12)."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from alignment_meetings import actions as meetings
from alignment_meetings.models import Meeting
from consent import actions
from consent.models import Giver
from groeiplan.actions import invitations, people
from groeiplan.actions.audience import Refused, set_audience
from groeiplan.models import ContactDetail, Entry, Invitation, Mail
from tests import walk
from tests.cast import account, ask, everybody_agrees

pytestmark = pytest.mark.django_db
ADDRESS = "quilla@example.test"
LOOK = ["groeiplan.goals"]
ONLY_THEIRS = "Verder dan jullie gezin kiest alleen deze persoon zelf."


@pytest.fixture
def quilla(cast):
    """A card without account."""
    return people.add(by=cast.sanne, name="Quilla", kind="professional", role="mentor")


@pytest.fixture
def hidden(cast, quilla):
    """Sanne wants to share about Noor with Quilla; Noor was asked, Kees was not."""
    consent = ask(
        cast.sanne, quilla, look=LOOK, about=[cast.noor], email=ADDRESS, purpose="quizgeheim"
    )
    actions.request(consent, by=cast.sanne, giver=cast.noor)
    return consent


@pytest.fixture
def noted(cast, quilla):
    """What tante Els, without account, said no to; Riet wrote it down. Nobody asked Kees."""
    els = people.add(by=cast.sanne, name="tante Els", kind="family")
    consent = ask(cast.sanne, quilla, look=LOOK, about=[els], purpose="quizgeheim")
    actions.request(consent, by=cast.sanne, giver=els, noter=cast.riet)
    actions.note_no(consent, giver=els, by=cast.riet, words="quizgeheim")
    return consent


@pytest.fixture
def kees(cast, client):
    client.force_login(cast.kees.user)
    return client


def page(client, cast, name, *args):
    answer = client.get(reverse(name, args=[cast.plan.pk, *args]), follow=True)
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def told(client, cast, name, *args):
    return page(client, cast, name, *args).decode(errors="replace")


def look_as(client, cast, other):
    client.post(reverse("look_as", args=[cast.plan.pk, other.pk]))


def everywhere(client, cast, consents, words):
    """{(address, word)} of all these words that stand at some address of the plan, whichever of
    these consents and their givers it names."""
    found = set()
    for consent in consents:
        for giver in consent.givers.all():
            rows = {"consent": consent.pk, "giver": giver.pk, "person": consent.receiver_id}
            rows["draft"] = consent.pk  # what is filled in has the id of what it may become
            for route in walk.plan_routes():
                named = {"consent", "giver"} & set(walk.kwargs_of(route))
                if "kijk-als" in route or not (named or (consent, giver) == _first(consents)):
                    continue
                address = walk.fill(route, cast.plan.pk, rows)
                answer = client.get(address)
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                text = body.decode(errors="replace").replace(address, "")
                found |= {(address, word) for word in words if word in text}
                if answer.status_code == 200 and named:
                    found.add((address, 200))
    return found


def _first(consents):
    return consents[0], consents[0].givers.all()[0]


@pytest.mark.parametrize("who", ["sanne", "noor", "riet"])
def test_looking_as_another_shows_no_question_that_one_was_not_asked(
    cast, kees, hidden, noted, who
):
    consents = [hidden, noted]
    words = ["Quilla", "quizgeheim", ADDRESS, *(str(one.pk) for one in consents)]
    alone = everywhere(kees, cast, consents, words)
    assert {word for _address, word in alone} <= {"Quilla"}, "her card, and nothing of a question"
    look_as(kees, cast, getattr(cast, who))
    assert everywhere(kees, cast, consents, words) <= alone


def test_who_was_asked_too_reads_it_through_the_others_eyes(cast, kees, hidden):
    look_as(kees, cast, cast.noor)
    assert "Quilla" not in told(kees, cast, "consent:index")
    actions.request(hidden, by=cast.sanne, giver=cast.kees)
    assert "Quilla" in told(kees, cast, "consent:index")
    assert str(hidden.pk) in told(kees, cast, "taking_along")


def test_what_a_guest_wrote_down_is_not_read_through_their_eyes(cast, kees, client, noted):
    look_as(kees, cast, cast.riet)
    mine = told(kees, cast, "journal_mine")
    api = kees.get(f"/api/v1/plans/{cast.plan.pk}/journal").json()["results"]
    assert "Wat het gezin over jou leest" in mine
    assert "chreef een nee op" not in mine and str(noted.pk) not in json.dumps(api)
    assert str(noted.pk) not in told(kees, cast, "journal_json")
    client.force_login(cast.riet.user)
    mine = told(client, cast, "journal_mine")
    assert "chreef een nee op" in mine, "she did it, and reads it"


# --- The invitation ---------------------------------------------------------------------------


def proven(name):
    """An account whose address is its own."""
    user = account(name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def arrives(cast, quilla):
    """Quilla was invited by Sanne, before anything was shared; now she comes in."""
    invited = Invitation.objects.get(person=quilla, invited_by=cast.sanne)
    invitations.accept(invited, by=proven("mentor"))
    invitations.confirm(invited, by=cast.sanne)


def the_log(client, cast):
    return "".join(told(client, cast, name) for name in ("journal", "journal_json", "journal_csv"))


def test_nothing_in_the_log_tells_that_a_hidden_receiver_came_in(cast, kees, quilla):
    invitations.invite(by=cast.sanne, person=quilla, email=ADDRESS)
    consent = ask(cast.sanne, quilla, look=LOOK, about=[cast.noor])
    assert "Quilla" not in the_log(kees, cast)
    arrives(cast, quilla)
    assert {"accepted", "confirmed"} <= set(cast.plan.journal.values_list("act", flat=True))
    assert "Quilla" not in the_log(kees, cast)
    assert "Quilla" not in kees.get(f"/api/v1/plans/{cast.plan.pk}/journal").content.decode()
    kees.force_login(cast.sanne.user)
    assert "nam de uitnodiging aan" in the_log(kees, cast)
    kees.force_login(cast.kees.user)
    everybody_agrees(consent)
    assert "nam de uitnodiging aan" in the_log(kees, cast), "it is open: the family reads how"


def test_the_form_to_share_does_not_tell_of_a_hidden_invitation(cast, kees, quilla, hidden):
    address = reverse("consent:give", args=[cast.plan.pk, quilla.pk])
    form = kees.get(address, follow=True).content.decode()
    assert 'name="email"' in form and "al uitgenodigd" not in form
    kees.force_login(cast.sanne.user)
    assert "al uitgenodigd" in kees.get(address, follow=True).content.decode()
    kees.force_login(cast.kees.user)
    sent = {"id": str(uuid4()), "receiver": str(quilla.pk), "look": LOOK, "about": []}
    sent["email"] = "k@school.test"
    api = f"/api/v1/plans/{cast.plan.pk}/consents"
    assert kees.post(api, sent, content_type="application/json").status_code == 201


def test_inviting_the_same_card_ends_the_hidden_invitation_and_tells_nothing(
    cast, kees, quilla, hidden
):
    form = {"email": "k@school.test", "invitation_id": str(uuid4())}
    answer = kees.post(reverse("invite", args=[cast.plan.pk, quilla.pk]), form, follow=True)
    assert "gaat op weg" in answer.content.decode() and "iedereen ja zegt" not in str(
        answer.content.decode()
    )
    hers = Invitation.objects.get(invited_by=cast.sanne)
    assert hers.closed_at, "one link stands for a card"
    his = Invitation.objects.get(invited_by=cast.kees)
    invitations.accept(his, by=proven("mentor"))
    assert "Quilla" in told(kees, cast, "journal"), "his own invitation, and what came of it"
    invitations.confirm(his, by=cast.kees)
    assert not Mail.objects.filter(to=ADDRESS).exists()


@pytest.fixture
def inside(cast, quilla):
    """Quilla came in by Sanne's invitation, for what Kees was not asked."""
    invitations.invite(by=cast.sanne, person=quilla, email=ADDRESS)
    consent = ask(cast.sanne, quilla, look=LOOK, about=[cast.noor])
    arrives(cast, quilla)
    quilla.refresh_from_db()
    assert quilla.user
    return consent


def test_no_page_tells_that_a_hidden_receiver_has_an_account(cast, kees, quilla, inside):
    """As of a card without account: the button, the form, the address, the teller."""
    invite = reverse("invite", args=[cast.plan.pk, quilla.pk])
    plain = people.add(by=cast.sanne, name="Plooi", kind="professional", role="mentor")
    for other in (quilla, plain):
        button = reverse("invite", args=[cast.plan.pk, other.pk])
        assert button in told(kees, cast, "people")
        assert button in told(kees, cast, "person_change", other.pk)
        assert 'name="email"' in told(kees, cast, "invite", other.pk)
        assert 'name="email"' in told(kees, cast, "consent:give", other.pk)
        assert f'value="{other.pk}"' in told(kees, cast, "story_add").split('name="about"')[0]
    kees.force_login(cast.sanne.user)
    assert invite not in told(kees, cast, "people")
    kees.force_login(cast.kees.user)
    everybody_agrees(inside)
    assert invite not in told(kees, cast, "people"), "it is open: the family knows"


def test_T12_how_to_reach_a_hidden_receiver_is_asked_and_answered_as_without_account(
    cast, kees, quilla, inside
):
    """Whom it may be meant for: in the form, in "van mij", and by what the action refuses."""
    plain = people.add(by=cast.sanne, name="Plooi", kind="professional", role="mentor")
    said = {}
    for other in (quilla, plain):
        sent = {"id": str(uuid4()), "kind": "phone", "value": "06 12345678"}
        add = reverse("contact_add", args=[cast.plan.pk, other.pk])
        form = told(kees, cast, "contact_add", other.pk)
        answer = kees.post(add, {**sent, "audience": "keyholders"})
        row = ContactDetail.objects.get(person=other)
        row = set_audience(row, by=cast.kees, audience="family", version=row.version)
        row = set_audience(row, by=cast.kees, audience="keyholders", version=row.version)
        own = reverse("own_audience", args=[cast.plan.pk, "contactdetail", row.pk])
        offered = [kees.get(own).content.decode(), told(kees, cast, "contact_change", row.pk)]
        offered = [page.count('name="audience"') for page in [form, *offered]]
        said[other] = (answer.status_code, offered, [ONLY_THEIRS in form, row.audience])
    assert said[quilla] == said[plain] == (302, [4, 4, 4], [False, "keyholders"])
    everybody_agrees(inside)
    assert ONLY_THEIRS in told(kees, cast, "contact_add", quilla.pk), "it is open: the family knows"
    row = ContactDetail.objects.get(person=quilla)
    with pytest.raises(Refused, match="audience"):
        set_audience(row, by=cast.kees, audience="keyholders", version=row.version)


def test_T12_a_meeting_does_not_tell_that_a_hidden_receiver_has_an_account(
    cast, kees, quilla, inside
):
    """As of a card without account: Kees may write down what they say of the notes."""
    plain = people.add(by=cast.sanne, name="Plooi", kind="professional", role="mentor")
    meeting = Meeting(on=timezone.now() - timedelta(days=1))
    meeting = meetings.plan_meeting(meeting, by=cast.sanne, people=[cast.sanne, quilla, plain])
    meetings.hold(
        meeting, by=cast.sanne, version=meeting.version, there=[cast.sanne, quilla, plain]
    )
    shown = told(kees, cast, "alignment_meetings:meeting", meeting.pk)
    for other, asked in ((quilla, 200), (plain, 200), (cast.sanne, 403)):
        there = meeting.presences.get(person=other)
        address = reverse("alignment_meetings:answer", args=[cast.plan.pk, there.pk])
        assert (address in shown) == (asked == 200)
        assert kees.get(address).status_code == asked


def test_T12_who_may_read_a_courts_decision_is_answered_as_without_account(
    cast, kees, quilla, inside
):
    plain = people.add(by=cast.sanne, name="Plooi", kind="professional", role="mentor")
    away = people.add(by=cast.kees, name="Bo", kind="family", role="ouder")  # takes no part here
    people.set_authority(by=cast.sanne, child=cast.sem, holder=away, kind="parent")
    consent = ask(cast.kees, cast.bakker, look=LOOK, about=[cast.sem])
    found = consent.givers.get(person=away)
    form, answers = told(kees, cast, "consent:court", found.pk), []
    for reader in (quilla, plain):
        assert str(reader.pk) not in form
        sent = {
            "giver": str(away.pk),
            "decided_on": "2025-01-01",
            "court": "Midden-Nederland",
            "case_number": "1",
            "reader": str(reader.pk),
        }
        address = reverse("api_consent_court", args=[cast.plan.pk, consent.pk])
        answers.append(kees.post(address, json.dumps(sent), content_type="application/json"))
    assert [one.status_code for one in answers] == [422, 422]
    assert answers[0].content == answers[1].content


def test_T12_a_hidden_giver_is_asked_as_without_account(cast, kees, quilla, inside):
    """Somebody writes down what they say, on the page and by API; they may still answer
    themselves."""
    plain = people.add(by=cast.sanne, name="Plooi", kind="professional", role="mentor")
    for guardian in (quilla, plain):
        people.set_authority(by=cast.sanne, child=cast.sem, holder=guardian, kind="guardian")
    consent = ask(cast.kees, cast.bakker, look=LOOK, about=[cast.sem])
    request = reverse("api_consent_request", args=[cast.plan.pk, consent.pk])
    for guardian in (quilla, plain):
        found = consent.givers.get(person=guardian)
        ask_page = reverse("consent:ask", args=[cast.plan.pk, found.pk])
        assert 'name="noter"' in told(kees, cast, "consent:ask", found.pk)
        assert kees.post(ask_page, {}).status_code == 422
        sent = {"giver": str(guardian.pk), "hides_receiver": False, "noter": str(cast.riet.pk)}
        for _turn in range(2):
            answer = kees.post(request, json.dumps(sent), content_type="application/json")
            assert answer.status_code == 200, answer.content
        assert 'name="noter"' in told(kees, cast, "consent:ask", found.pk)
    actions.agree(consent, by=quilla)
    assert consent.yeses.filter(giver=quilla).exists()


def test_T12_a_birthday_tells_of_no_hidden_invitation_or_account(cast, kees):
    turns = timezone.localdate() + timedelta(days=20)
    born = turns.replace(year=turns.year - 16)
    children = [
        people.add(by=cast.sanne, name=name, kind="family", born=born) for name in ("Bo", "Bep")
    ]
    for child in children:
        for parent in (cast.sanne, cast.kees):
            people.set_authority(by=cast.sanne, child=child, holder=parent, kind="parent")
    ask(cast.sanne, children[0], look=LOOK, about=[cast.sem], email=ADDRESS)

    def offered(child):
        said = told(kees, cast, "consent:birthday", child.pk)
        return reverse("invite", args=[cast.plan.pk, child.pk]) in said

    assert [offered(child) for child in children] == [True, True]
    children[0].user = account("bo")
    children[0].save()
    assert [offered(child) for child in children] == [True, True]
    look_as(kees, cast, cast.sanne)  # through eyes that know
    assert [offered(child) for child in children] == [True, True]
    kees.force_login(cast.sanne.user)
    assert [offered(child) for child in children] == [False, True]


def test_whoever_invites_a_hidden_receiver_again_goes_the_usual_way(cast, kees, quilla, inside):
    form = {"email": "k@school.test", "invitation_id": str(uuid4())}
    answer = kees.post(reverse("invite", args=[cast.plan.pk, quilla.pk]), form, follow=True)
    assert "gaat op weg" in answer.content.decode()
    his = Invitation.objects.get(invited_by=cast.kees)
    with pytest.raises(invitations.Unusable, match="other_card"):
        invitations.accept(his, by=proven("ander"))
    invitations.accept(his, by=quilla.user)
    invitations.confirm(his, by=cast.kees)
    assert reverse("invite", args=[cast.plan.pk, quilla.pk]) not in told(kees, cast, "people")


def test_a_guest_reads_no_name_of_who_said_yes(cast, client):
    client.force_login(cast.bakker.user)
    assert client.get(reverse("agreements", args=[cast.plan.pk])).status_code == 200
    mine = told(client, cast, "journal_mine").split("<main")[1].split("</main>")[0]
    assert "het gezin zei ja" in mine
    for name in ("Sanne", "Noor", "Kees", "rechter"):
        assert name not in mine


@pytest.mark.parametrize(
    ("name", "act"), [("paper", Entry.Act.PRINT), ("taking_along", Entry.Act.EXPORT)]
)
def test_who_asks_for_the_headers_alone_printed_and_took_nothing(cast, client, name, act):
    client.force_login(cast.ilse.user)
    assert client.head(reverse(name, args=[cast.plan.pk])).status_code == 200
    assert client.head(reverse("journal_csv", args=[cast.plan.pk])).status_code == 200
    acts = set(cast.plan.journal.values_list("act", flat=True))
    assert Entry.Act.READ in acts and not {Entry.Act.PRINT, Entry.Act.EXPORT} & acts
    client.get(reverse(name, args=[cast.plan.pk]))
    assert cast.plan.journal.filter(act=act).exists()


# --- Words where one shares -------------------------------------------------------------------


def test_the_plan_page_tells_what_waits_for_ones_own_answer(cast, kees, hidden):
    assert "op jouw ja of nee" not in told(kees, cast, "plan")
    actions.request(hidden, by=cast.sanne, giver=cast.kees)
    assert "Er wacht een vraag op jouw ja of nee." in told(kees, cast, "plan")
    delen = told(kees, cast, "consent:index")
    giver = Giver.objects.get(consent=hidden, person=cast.kees)
    assert delen.count(reverse("consent:answer", args=[cast.plan.pk, giver.pk])) == 1
    look_as(kees, cast, cast.noor)
    assert "op jouw ja of nee" not in told(kees, cast, "plan")
    kees.post(reverse("look_as_stop", args=[cast.plan.pk]))
    actions.agree(hidden, by=cast.kees)
    assert "op jouw ja of nee" not in told(kees, cast, "plan")


def test_the_last_yes_says_that_it_is_open_and_a_no_where_to_share_anew(cast, kees, hidden):
    giver = actions.request(hidden, by=cast.sanne, giver=cast.kees)
    actions.agree(hidden, by=cast.noor)
    actions.agree(hidden, by=cast.kees)
    said = told(kees, cast, "consent:answer", giver.pk)
    assert "Iedereen zei ja. Het is nu open." in said and "gaat pas open als" not in said
    assert reverse("consent:index", args=[cast.plan.pk]) in said
    actions.refuse(hidden, by=cast.kees)
    said = told(kees, cast, "consent:answer", giver.pk)
    assert "Dan kunnen jullie het opnieuw delen." in said and "kan het gezin" not in said


def test_what_waits_is_no_agreement_yet_and_dropping_it_shuts_nothing(cast, client, hidden):
    client.force_login(cast.sanne.user)
    record = told(client, cast, "consent:consent", hidden.pk)
    assert "Wat we willen delen" in record and "toen afspraken" not in record
    assert "verandert nooit" not in record
    drop = told(client, cast, "consent:withdraw", hidden.pk)
    assert (
        "Stoppen met vragen om te delen met Quilla?" in drop and "kan meteen niet meer" not in drop
    )
    answer = client.post(
        reverse("consent:withdraw", args=[cast.plan.pk, hidden.pk]), follow=True
    ).content.decode()
    assert "Dit gaat niet door." in answer and "ziet Quilla dit niet meer" not in answer
    assert "ingetrokken" not in answer
    assert "Wat we wilden delen" in told(client, cast, "consent:consent", hidden.pk)


def test_a_fresh_question_stands_on_top_and_sharing_again_says_what_is_seen(cast, client):
    client.force_login(cast.sanne.user)
    form = told(client, cast, "consent:give", cast.ilse.pk)
    assert "Ilse leest nu al mee" in form and "komt erbij" in form
    assert reverse("consent:change", args=[cast.plan.pk, cast.ilse_consent.pk]) in form
    choose = told(client, cast, "consent:choose")
    assert choose.count("Leest nu al iets mee") == 3
    ask(cast.sanne, cast.wim, look=LOOK)
    ask(cast.sanne, cast.riet, look=LOOK)
    cards = told(client, cast, "consent:index").split("<h2>")
    names = [one.split("</h2>")[0] for one in cards]
    order = [one for one in names if one in ("Oma Riet", "Wim", "Ilse", "Dr. Bakker")]
    assert order[:2] == ["Oma Riet", "Wim"]
