"""On what ground a guest works: told in plain words on their own card, and it opens nothing."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from groeiplan import keys
from groeiplan.access import visit_of
from groeiplan.actions import people
from groeiplan.models import Entry, Goal, Key, Person, Story
from tests.cast import share, visit

pytestmark = pytest.mark.django_db
WORDS = "De rechter vroeg mij om een jaar met jullie mee te lopen."


def url(name, plan, *rest):
    return reverse(name, args=[plan.pk, *rest])


def state(client, who, **sent):
    client.force_login(who.user)
    sent = {"ground": "court", "ground_words": WORDS, **sent}
    return client.post(url("my_card", who.plan), sent, follow=True)


def said(person):
    person.refresh_from_db()
    return person.ground, person.ground_words


def test_ilse_states_it_and_the_family_reads_it(cast, client):
    assert "Mijn kaart" in _page(client, cast.ilse, "plan")
    page = _page(client, cast.ilse, "my_card")
    assert "Dit opent niets." in page and "gezinscoach" in page
    answer = state(client, cast.ilse)
    assert "Het gezin kan dit nu lezen." in answer.content.decode()
    assert said(cast.ilse) == ("court", WORDS)
    for address in (url("people", cast.plan), url("person_change", cast.plan, cast.ilse.pk)):
        client.force_login(cast.kees.user)
        read = client.get(address).content.decode()
        assert "besluit van de rechter" in read and WORDS in read
        assert "Het opent niets in jullie plan." in read


def test_a_ground_opens_no_door(cast, client):
    """DOMAIN §6: consent stands apart from any legal ground, and is not replaced by one."""
    rows = list(Key.objects.order_by("pk").values())
    before = {one.pk: set(visit(one).chapters()) for one in (cast.ilse, cast.bakker)}
    for ground in Person.Ground.values:
        for one in (cast.ilse, cast.bakker):
            people.state_ground(by=one, ground=ground, words=WORDS)
            assert set(visit(one).chapters()) == before[one.pk]
    assert list(Key.objects.order_by("pk").values()) == rows
    assert keys.differences(cast.plan) == (set(), set())
    for model in (Story, Goal):
        assert set(visit(cast.bakker).rows(model)) == set()
    client.force_login(cast.bakker.user)
    assert client.get(url("goals", cast.plan)).status_code == 404


def test_a_ground_without_a_key_lets_nobody_in(cast, client):
    Person.objects.filter(pk=cast.wim.pk).update(ground="law", ground_words=WORDS)
    keys.sync(cast.plan)
    assert state(client, cast.wim).status_code == 404
    assert client.get(url("plan", cast.plan)).status_code == 404


def test_the_journal_tells_it_once_and_without_the_words(cast, client):
    state(client, cast.ilse)
    state(client, cast.ilse)
    told = Entry.objects.filter(plan=cast.plan, act=Entry.Act.GROUND_STATED)
    assert told.count() == 1
    assert WORDS not in str(list(told.values()))
    state(client, cast.ilse, ground="law")
    assert told.count() == 2


def test_only_ones_own_card(cast, client):
    for name in ("ilse", "bakker"):
        state(client, getattr(cast, name), person=cast.bakker.pk, id=cast.bakker.pk)
    assert said(cast.ilse)[0] == "court"
    Person.objects.filter(pk=cast.bakker.pk).update(ground="", ground_words="")
    state(client, cast.ilse, person=cast.bakker.pk, name="Iemand anders", role="baas")
    assert said(cast.bakker) == ("", "")
    cast.ilse.refresh_from_db()
    assert (cast.ilse.name, cast.ilse.role) == ("Ilse", "gezinscoach")


def test_without_a_key_for_the_list_of_people_too(cast, client):
    assert not visit(cast.bakker).opens("groeiplan", "people")
    assert state(client, cast.bakker).status_code == 200
    assert said(cast.bakker) == ("court", WORDS)


def test_family_and_our_people_have_none_to_state(cast, client):
    for who in (cast.sanne, cast.riet):
        with pytest.raises(PermissionDenied):
            people.state_ground(by=who, ground="law", words=WORDS)
        assert said(who) == ("", "")
    assert state(client, cast.riet).status_code == 403
    assert "Waarom werk je hier?" not in _page(client, cast.riet, "my_card")
    client.force_login(cast.sanne.user)
    answer = client.get(url("my_card", cast.plan))
    assert answer["Location"] == url("person_change", cast.plan, cast.sanne.pk)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"ground": ""}, "Kies waarom je hier werkt."),
        ({"ground": "altijd"}, "altijd"),
        ({"ground_words": "  "}, "Schrijf het ook op in je eigen woorden."),
        ({"ground_words": "x" * 601}, "600"),
    ],
)
def test_what_is_wrong_is_said_and_kept(cast, client, sent, words):
    answer = state(client, cast.ilse, **sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    if "ground_words" not in sent:
        assert WORDS in page
    assert said(cast.ilse) == ("", "")


def test_hostile_words_are_only_words(cast, client):
    state(client, cast.ilse, ground_words="<script>alert(1)</script> &amp;")
    for who, name in ((cast.ilse, "my_card"), (cast.sanne, "people")):
        page = _page(client, who, name)
        assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)" in page


def test_the_family_changes_a_card_and_the_ground_stays_the_guests(cast, client):
    people.state_ground(by=cast.ilse, ground="court", words=WORDS)
    cast.ilse.refresh_from_db()
    version = cast.ilse.version
    people.change(cast.ilse, by=cast.sanne, version=version, role="coach", household="")
    assert said(cast.ilse) == ("court", WORDS)
    with pytest.raises(TypeError):
        people.change(cast.ilse, by=cast.sanne, version=version + 1, ground="law")


def test_an_emptied_card_tells_no_ground(cast):
    people.state_ground(by=cast.ilse, ground="court", words=WORDS)
    people.empty(cast.ilse, by=cast.sanne)
    assert said(cast.ilse) == ("", "")


def test_other_guests_do_not_read_it(cast, client):
    share(cast.sanne, cast.riet, look=["groeiplan.people"])
    people.state_ground(by=cast.ilse, ground="court", words=WORDS)
    assert WORDS not in _page(client, cast.riet, "people")
    assert visit_of(cast.riet.user, cast.plan.pk).opens("groeiplan", "people")


def _page(client, person, name):
    client.force_login(person.user)
    return client.get(url(name, person.plan)).content.decode()
