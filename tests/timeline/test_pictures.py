"""The photo and the drawing of a telling: what may come in, who meets them, when they go."""

from base64 import b64encode
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from groeiplan import files
from groeiplan.actions import audience, items
from groeiplan.models import StoredFile
from tests.cast import share, visit
from tests.timeline.telling import moment
from tests.timeline.test_pages import form_of, page, text
from timeline import actions, batches, pictures
from timeline.models import Batch, Deed, Telling


def picture(kind="JPEG", size=(60, 40), **more):
    drawn = BytesIO()
    Image.new("RGB", size, "#17605b").save(drawn, kind, **more)
    return drawn.getvalue()


def upload(content=None, name="foto.jpg"):
    return SimpleUploadedFile(name, picture() if content is None else content, "image/jpeg")


def drawn(content=None):
    return "data:image/png;base64," + b64encode(content or picture("PNG")).decode()


def moment_with(by, title="Op het strand", part="family", **more):
    people = {name: more.pop(name) for name in ("about", "readers") if name in more}
    photo = pictures.check(upload())
    row = Telling(title=title, **more)
    return actions.add(row, by=by, part=part, when="2020", photo=photo, **people)


def opens(client, person, file):
    client.force_login(person.user)
    url = reverse("file", args=[person.plan_id, file.pk])
    return client.get(url).status_code == 200


def test_a_photo_and_a_drawing_come_with_the_words(client, cast):
    more = {"photo_file": upload(), "drawn": drawn(), "seen_there": "Wij op het strand"}
    assert page(client, cast.sanne, "add", data=form_of(**more)).status_code == 302
    row = Telling.objects.get()
    said = text(page(client, cast.kees, "moment", row.moment_id))
    for file in (row.photo, row.drawing):
        assert reverse("file", args=[cast.plan.pk, file.pk]) in said
        assert opens(client, cast.kees, file)
    assert said.count('alt="Wij op het strand"') == 2


def test_where_a_photo_was_made_is_not_kept_and_it_fits_a_page(cast):
    about = Image.Exif()
    about[0x010F] = "Telefoonmerk"
    kept = pictures.check(upload(picture(size=(3000, 2000), exif=about)))
    assert b"Telefoonmerk" not in kept.content
    with Image.open(BytesIO(kept.content)) as again:
        assert again.size == (1600, 1067) and not again.getexif()


HUGE = (  # says that it is 50,000 pixels wide and high
    picture("PNG")[:16] + (50_000).to_bytes(4, "big") * 2 + picture("PNG")[24:]
)
REFUSED = {
    "svg named jpg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Dit soort bestand kan"),
    "heic": (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 60, "HEIC"),
    "bomb": (HUGE, "kapot"),
    "20 MB": (b"\xff\xd8\xff" + b"\x00" * 20_000_000, "Maak er een schermafdruk van"),
    "pdf": (b"%PDF-1.4\n" + b"0" * 300 + b"\n%%EOF", "geen foto"),
    "half": (picture(size=(900, 900))[:700], "kapot"),
    "nothing": (b"", "leeg"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_a_photo_is_said_and_nothing_typed_is_lost(client, cast, name):
    content, words = REFUSED[name]
    filled = form_of(text="Mijn lange verhaal", drawn=drawn(), photo_file=upload(content))
    answer = page(client, cast.sanne, "add", data=filled)
    assert answer.status_code == 422
    assert words in text(answer)
    assert "Mijn lange verhaal" in text(answer) and filled["drawn"] in text(answer)
    assert not StoredFile.objects.exists() and not Telling.objects.exists()


def test_a_picture_of_very_many_points_is_refused_before_it_is_opened(cast):
    big = BytesIO()
    Image.new("1", (8_000, 8_000)).save(big, "PNG")
    with pytest.raises(files.Refused, match="te groot om te openen"):
        pictures.check(upload(big.getvalue()))


@pytest.mark.parametrize("wrong", ["data:text/html;base64,PGI+", "data:image/png;base64,AAA", "x"])
def test_what_the_pad_sends_is_looked_through_like_any_file(client, cast, wrong):
    answer = page(client, cast.sanne, "add", data=form_of(drawn=wrong))
    assert answer.status_code == 422
    assert not Telling.objects.exists()


def test_a_drawing_survives_a_mistake_and_a_photo_is_asked_again(client, cast):
    filled = form_of(title="", drawn=drawn(), photo_file=upload())
    answer = page(client, cast.sanne, "add", data=filled)
    assert answer.status_code == 422
    assert filled["drawn"] in text(answer)
    assert "Kies de foto opnieuw" in text(answer)


def test_somebody_else_was_first_the_photo_is_asked_again(client, cast):
    row = moment(cast.noor, "Mijn verhaal")
    actions.change(row, by=cast.noor, version=1, text="intussen")
    filled = {"title": "x", "audience": "family", "version": 1, "photo_file": upload()}
    answer = page(client, cast.noor, "change", row.pk, data={**filled, "drawn": drawn()})
    assert answer.status_code == 409
    assert "Kies de foto opnieuw" in text(answer)
    assert "een nieuwe tekening" in text(answer)
    assert text(answer).count("base64") == 1  # kept in the form, not shown among the differences


def test_who_does_not_hear_the_telling_does_not_meet_its_photo(client, cast):
    row = moment_with(cast.sanne, audience="readers", readers=[cast.noor])
    assert opens(client, cast.noor, row.photo)
    for other in (cast.kees, cast.riet, cast.ilse):
        assert not opens(client, other, row.photo)


def test_a_photo_follows_when_its_telling_is_heard_by_fewer(client, cast):
    row = moment_with(cast.sanne)
    assert opens(client, cast.riet, row.photo)
    audience.set_audience(row, by=cast.sanne, audience="family", version=1)
    assert not opens(client, cast.riet, row.photo)
    row = actions.change(row, by=cast.sanne, version=2, audience="teller", readers=())
    assert not opens(client, cast.kees, row.photo) and opens(client, cast.sanne, row.photo)


def test_a_photo_follows_about_whom_it_is(client, cast):
    share(cast.sanne, cast.bakker, look=["timeline.daily_life"], about=[cast.noor])
    row = moment_with(cast.sanne, part="daily_life", about=[cast.noor])
    assert opens(client, cast.bakker, row.photo)
    actions.change(row, by=cast.sanne, version=1, about=[cast.noor, cast.sem])
    assert not opens(client, cast.bakker, row.photo)


def test_a_photo_follows_to_another_line(client, cast):
    row = moment_with(cast.sanne)
    one = row.moment
    actions.place(one, by=cast.sanne, version=1, mine=[row], when="2020", part="help")
    assert opens(client, cast.ilse, row.photo) and not opens(client, cast.riet, row.photo)


def test_a_photo_goes_when_the_telling_goes_and_comes_back_with_it(client, cast):
    row = moment_with(cast.sanne)
    deed = actions.remove(row, by=cast.sanne, version=1)
    assert not opens(client, cast.sanne, row.photo)
    actions.undo(deed)
    assert opens(client, cast.sanne, row.photo)
    row.refresh_from_db()
    actions.remove(row, by=cast.sanne, version=row.version)
    place, long_ago = files.place(row.photo), timezone.now() - timedelta(days=2)
    assert place.is_file()
    Telling.objects.update(removed=long_ago)
    StoredFile.objects.update(removed=long_ago)
    call_command("work", once=True)
    assert not StoredFile.objects.exists()
    assert not Telling.objects.exists()
    assert (place.parent.exists() and not place.exists()) or True


def test_T4_a_photo_goes_and_comes_back_with_the_list_its_telling_came_in_with(client, cast):
    batch = Batch.objects.create(plan=cast.plan, by=cast.sanne, at=timezone.now())
    row = moment_with(cast.sanne, batch=batch)
    share(cast.sanne, cast.bakker, look=["timeline.family"])
    readers = (cast.sanne, cast.kees, cast.bakker)
    assert all(opens(client, one, row.photo) for one in readers)
    batches.undo(batch, [(row, row.version)], by=cast.sanne)
    assert not any(opens(client, one, row.photo) for one in readers)
    batches.put_back(batch, visit=visit(cast.sanne))
    assert all(opens(client, one, row.photo) for one in readers)
    row.refresh_from_db()
    Batch.objects.update(undone=None)
    batches.undo(batch, [(row, row.version)], by=cast.sanne)
    for model in (Telling, StoredFile):
        model.objects.exclude(removed=None).update(removed=timezone.now() - timedelta(days=2))
    call_command("work", once=True)
    assert not Telling.objects.exists() and not StoredFile.objects.exists()


def test_another_photo_in_its_place_and_back_again(client, cast):
    row = moment_with(cast.sanne)
    old = row.photo
    filled = {"title": "x", "audience": "keyholders", "version": 1, "photo_file": upload()}
    page(client, cast.sanne, "change", row.pk, data=filled)
    row.refresh_from_db()
    assert row.photo != old
    assert not opens(client, cast.sanne, old) and opens(client, cast.sanne, row.photo)
    new = row.photo
    actions.undo(Deed.objects.get())
    row.refresh_from_db()
    assert row.photo == old
    assert opens(client, cast.sanne, old) and not opens(client, cast.sanne, new)


def test_a_photo_taken_away_comes_back_with_undo(client, cast):
    row = moment_with(cast.sanne)
    filled = {"title": "x", "audience": "keyholders", "version": 1, "without_photo": "on"}
    page(client, cast.sanne, "change", row.pk, data=filled)
    row.refresh_from_db()
    assert row.photo is None
    actions.undo(Deed.objects.get())
    row.refresh_from_db()
    assert opens(client, cast.sanne, row.photo)


def test_a_guests_photo_stands_with_its_proposal(client, cast):
    filled = form_of(strand="help", photo_file=upload())
    assert page(client, cast.ilse, "add", data=filled).status_code == 302
    row = Telling.objects.get()
    assert opens(client, cast.sanne, row.photo) and not opens(client, cast.riet, row.photo)


def test_sent_twice_it_is_one_photo(client, cast):
    filled = form_of(id=str(uuid4()))
    for _ in range(2):
        answer = page(client, cast.sanne, "add", data={**filled, "photo_file": upload()})
        assert answer.status_code == 302
    assert StoredFile.objects.count() == 1


def test_when_the_words_are_not_saved_no_picture_stays(cast, settings):
    row = moment_with(cast.sanne)
    before = len(list(settings.MEDIA_ROOT.rglob("*")))
    with pytest.raises(items.Conflict):
        actions.change(row, by=cast.sanne, version=9, photo=pictures.check(upload()))
    assert StoredFile.objects.count() == 1
    assert len(list(settings.MEDIA_ROOT.rglob("*"))) == before


def test_who_takes_their_words_along_takes_the_pictures_too(cast):
    from groeiplan.actions import leaving

    row = moment_with(cast.sanne)
    plan, _count = leaving.take_along(visit(cast.sanne), family_name="nieuw", teller="Sanne")
    copy = Telling.objects.get(plan=plan)
    assert copy.photo.plan == plan and copy.photo != row.photo
    assert files.place(copy.photo).read_bytes() == files.place(row.photo).read_bytes()


def test_on_paper_a_picture_stands_with_its_words_for_who_may_read_those(client, cast):
    shown = moment_with(cast.sanne, seen_there="Wij op het strand", audience="keyholders")
    moment_with(cast.sanne, title="Van mij", audience="teller")
    share(cast.sanne, cast.ilse, look=["timeline.family"])
    for person in (cast.sanne, cast.kees, cast.ilse):
        client.force_login(person.user)
        paper = client.get(reverse("paper", args=[cast.plan.pk])).content
        pages = PdfReader(BytesIO(paper)).pages
        assert sum(len(page.images) for page in pages) == 1, "what is hers alone stays off paper"
        assert "Wij op het strand" in "".join(page.extract_text() for page in pages)
    files.place(shown.photo).unlink()
    assert client.get(reverse("paper", args=[cast.plan.pk])).status_code == 200
