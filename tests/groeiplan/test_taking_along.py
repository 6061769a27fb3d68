"""Everything in one file: the words, and the pictures and papers with them."""

import json
import zipfile
from io import BytesIO

import pytest
from django.urls import reverse

from consent.actions import withdraw
from groeiplan import files, taking_along
from groeiplan.actions import items
from groeiplan.models import ContactDetail, Entry, Person, StoredFile
from tests.cast import share, visit
from tests.groeiplan.test_files import A_PDF, a_picture, stored
from tests.timeline import test_child as of_a_child
from tests.timeline.test_pictures import moment_with
from timeline.actions import child
from timeline.models import ChildPage

pytestmark = pytest.mark.django_db


def fetched(client, person):
    client.force_login(person.user)
    return client.get(reverse("taking_along_all", args=[person.plan_id]))


def unpacked(answer):
    """{name: bytes} of the ZIP in this answer, which is whole."""
    packed = zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content)))
    assert packed.testzip() is None
    return {name: packed.read(name) for name in packed.namelist()}


def test_the_pictures_and_papers_come_along_and_the_words_name_them(client, cast):
    photo = moment_with(cast.sanne).photo
    paper = stored(cast)
    answer = fetched(client, cast.sanne)
    assert answer["Content-Type"] == "application/zip"
    assert 'attachment; filename="ons-plan.zip"' in answer["Content-Disposition"]
    there = unpacked(answer)
    data = json.loads(there.pop("ons-plan.json"))
    lies_at = {one["id"]: one["lies_at"] for one in data["files"]}
    assert set(lies_at) == {str(photo.pk), str(paper.pk)}
    assert there[lies_at[str(photo.pk)]] == files.place(photo).read_bytes()
    assert there[lies_at[str(paper.pk)]] == A_PDF
    [moment] = data["timeline"]["moments"]
    assert moment["tellings"][0]["photo_id"] == str(photo.pk)
    plain = client.get(reverse("taking_along", args=[cast.plan.pk])).json()
    assert plain["files"] == data["files"] and "timeline" in plain


def test_nobody_takes_along_a_file_that_it_may_not_open(client, cast):
    shown = moment_with(cast.sanne, part="family", audience="keyholders").photo
    moment_with(cast.sanne, title="Van ons", part="family", audience="family")
    alone = moment_with(cast.sanne, title="Van mij", part="family", audience="teller").photo
    away = stored(cast)
    StoredFile.objects.filter(pk=away.pk).update(removed=cast.plan.started)
    share(cast.sanne, cast.ilse, look=["timeline.family"])
    for person in (cast.ilse, cast.kees, cast.sanne):
        data = json.loads(unpacked(fetched(client, person))["ons-plan.json"])
        named = {one["id"] for one in data["files"]}
        mine = {str(one.pk) for one in visit(person).rows(StoredFile)}
        assert named == mine
        for pk in map(str, StoredFile.objects.values_list("pk", flat=True)):
            door = client.get(reverse("file", args=[cast.plan.pk, pk])).status_code
            assert (door == 200) == (pk in named)
        assert (str(alone.pk) in named) == (person == cast.sanne)
        assert str(shown.pk) in named
    client.force_login(cast.guardian.user)
    assert client.get(reverse("taking_along_all", args=[cast.plan.pk])).status_code == 404


def test_a_guest_that_takes_it_along_is_written_down(client, cast):
    share(cast.sanne, cast.ilse, look=["timeline.family"])
    elsewhere = stored(cast, told_by=cast.sanne)
    photo = moment_with(cast.sanne, audience="keyholders").photo
    fetched(client, cast.ilse)
    entry = cast.plan.journal.filter(act=Entry.Act.EXPORT).get()
    assert str(photo.chapter_id) in entry.chapters
    assert str(elsewhere.chapter_id) not in entry.chapters


def test_no_name_leads_out_of_the_bundle(client, cast):
    names = ("../../../etc/cron.d/kwaad", "/kwaad", "..\\..\\kwaad.exe", "", "a/b\x01c\n.pdf")
    for name in names:
        row = stored(cast)
        StoredFile.objects.filter(pk=row.pk).update(shown_name=name)
    found = set(unpacked(fetched(client, cast.sanne))) - {"ons-plan.json"}
    assert len(found) == len(names)
    for name in found:
        folder, _, rest = name.partition("/")
        assert folder == "bestanden" and rest.endswith(".pdf")
        assert not set(rest) & set("/\\\x01\n") and "kwaad.exe" not in rest


def test_too_much_for_one_file_is_said_and_the_words_still_come(client, cast, monkeypatch):
    stored(cast)
    monkeypatch.setattr(taking_along, "LARGEST", len(A_PDF) - 1)
    answer = fetched(client, cast.sanne)
    said = answer.content.decode()
    assert answer.status_code == 413 and "samen te groot" in said
    assert reverse("taking_along", args=[cast.plan.pk]) in said
    assert reverse("taking_along_all", args=[cast.plan.pk]) not in said


def test_a_file_that_went_meanwhile_is_left_out(cast):
    gone, there = stored(cast), stored(cast, a_picture(), "foto.jpg")
    papers = taking_along.papers(visit(cast.sanne))
    pieces = taking_along.bundle({}, papers, lambda _row: True)
    first = next(pieces)
    files.place(gone).unlink()
    packed = zipfile.ZipFile(BytesIO(first + b"".join(pieces)))
    assert [name for name in packed.namelist() if str(gone.pk) in name] == []
    assert [name for name in packed.namelist() if str(there.pk) in name]


def test_the_page_offers_all_of_it_first(client, cast):
    stored(cast)
    client.force_login(cast.sanne.user)
    page = client.get(reverse("taking_along_first", args=[cast.plan.pk])).content.decode()
    assert page.index("alles.zip") < page.index('/meenemen/"')
    assert "1 foto of papier" in page


def test_T9_a_file_that_shuts_meanwhile_no_longer_comes(client, cast):
    consent = share(cast.sanne, cast.ilse, look=["timeline.family"])
    photos = [
        moment_with(cast.sanne, title=f"Nummer {n}", part="family", audience="keyholders").photo
        for n in range(2)
    ]
    answer = fetched(client, cast.ilse)
    pieces = iter(answer.streaming_content)
    come = next(pieces) + next(pieces)  # the words, and the first of them
    withdraw(consent, by=cast.sanne)
    packed = zipfile.ZipFile(BytesIO(come + b"".join(pieces)))
    assert packed.testzip() is None
    assert len(packed.namelist()) == len(photos)  # the words and one


def test_the_pictures_of_a_story_for_a_child_come_along_to_who_reads_it(client, cast):
    story = of_a_child.written(cast.sanne, cast.noor)
    page = ChildPage(title="Toen", text="Er was eens.")
    picture = files.check(of_a_child.photo())
    page = child.add_page(page, by=cast.sanne, story=story, picture=picture)
    child.ask(story, by=cast.sanne, mark=of_a_child.fresh(story).mark)
    for person, reads in ((cast.sanne, True), (cast.kees, True), (cast.noor, False)):
        there = unpacked(fetched(client, person))
        lies_at = {one["id"]: one["lies_at"] for one in json.loads(there["ons-plan.json"])["files"]}
        assert (str(page.picture_id) in lies_at) is reads
        assert not reads or lies_at[str(page.picture_id)] in there


def test_the_people_come_along_as_their_page_shows_them(client, cast):
    items.write(
        ContactDetail(person=cast.riet, kind="phone", value="06 12345678", audience="family"),
        by=cast.sanne,
    )
    share(cast.sanne, cast.ilse, look=["groeiplan.people", "groeiplan.contact"])
    Person.objects.filter(pk__in=[cast.sanne.pk, cast.kees.pk]).update(born="1985-04-03")
    [mine, noors, theirs] = (
        json.loads(unpacked(fetched(client, person))["ons-plan.json"])["groeiplan"]
        for person in (cast.sanne, cast.noor, cast.ilse)
    )
    cards = {one["name"]: one for one in mine["people"]}
    assert cards["Sem"]["born"] == cast.sem.born.isoformat()
    assert "born" in cards["Sanne"] and "born" not in cards["Kees"]  # as on their forms
    assert not any("born" in one for one in noors["people"])
    assert {one["name"] for one in cards["Sem"]["authority"]} == {"Sanne", "Kees"}
    assert [one["value"] for one in mine["contact"]] == ["06 12345678"]
    assert theirs["people"] and not theirs["contact"]
    assert not any("born" in one or "authority" in one for one in theirs["people"])
