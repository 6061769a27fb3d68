"""What may come in and how it goes out. T-numbers: the hostile tests of the trap list."""

import asyncio
import gc
import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from PIL import Image, PngImagePlugin

from groeiplan import files
from groeiplan.models import Entry, StoredFile
from groeiplan.views.files import CHUNK, Chunks
from tests.cast import share, visit

A_PDF = (
    b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\n" + b"0" * 3000 + b"\n%%EOF\n"
)


def a_picture(kind="JPEG", size=(60, 40), **more):
    """The bytes of a small picture."""
    drawn = BytesIO()
    Image.new("RGB", size, "#17605b").save(drawn, kind, **more)
    return drawn.getvalue()


def upload(content, name="bestand.pdf", said="application/pdf"):
    return SimpleUploadedFile(name, content, said)


def stored(cast, content=A_PDF, name="plan.pdf", by=None, **more):
    return files.store(upload(content, name), by=by or cast.sanne, part="other_plans", **more)


def at(cast, row):
    return reverse("file", kwargs={"plan": cast.plan.pk, "storedfile": row.pk})


def on_disk(settings):
    return [one for one in settings.MEDIA_ROOT.rglob("*") if one.is_file()]


# What comes in


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_is_drawn_anew_without_what_it_knew(cast, kind):
    about = Image.Exif()
    about[0x010F] = "Telefoonmerk"
    about[0x0112] = 6  # lies on its side
    more = {"exif": about}
    if kind == "JPEG":
        more["comment"] = b"thuisadres"
    else:
        more["pnginfo"] = PngImagePlugin.PngInfo()
        more["pnginfo"].add_text("Author", "thuisadres")
    picture = a_picture(kind, **more) + b"<script>alert(1)</script>PK\x05\x06"
    row = stored(cast, picture, "foto.pdf")
    kept = files.place(row).read_bytes()
    assert row.content_type == f"image/{kind.lower()}"  # its bytes tell, not its name
    for secret in (b"Telefoonmerk", b"thuisadres", b"<script", b"Exif", b"PK\x05\x06"):
        assert secret not in kept
    with Image.open(BytesIO(kept)) as again:
        assert again.size == (40, 60)  # upright
        assert not again.getexif()
    assert row.size == len(kept)


def test_a_large_photo_is_made_smaller_and_see_through_stays(cast):
    row = stored(cast, a_picture("JPEG", (5000, 3000)))
    with Image.open(files.place(row)) as kept:
        assert kept.size == (4000, 2400)
    glass = BytesIO()
    Image.new("RGBA", (5, 5), (0, 0, 0, 0)).save(glass, "PNG")
    with Image.open(files.place(stored(cast, glass.getvalue()))) as kept:
        assert kept.mode == "RGBA"


def _zip(before=b""):
    packed = BytesIO(before)
    packed.seek(0, 2)
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("a.txt", "x")
    return packed.getvalue()


HOSTILE = {
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "svg after xml": b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
    "html": b"<!doctype html><script>alert(1)</script>",
    "html in disguise of a pdf": b"%PDF-1.4\n<html><script>alert(1)</script></html>\n%%EOF",
    "pdf after html": b"<html></html>" + A_PDF,
    "pdf and zip": _zip(A_PDF),
    "pdf with a tail": A_PDF + b"MZ\x90 a program",
    "cut off pdf": A_PDF[:200],
    "zip": _zip(),
    "gif": a_picture("GIF"),
    "gif of one byte more": b"GIF89a/*" + b"*/=1;alert(1)",
    "webp": a_picture("WEBP"),
    "tiff": a_picture("TIFF"),
    "jpeg head only": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"<script>alert(1)</script>",
    "png head only": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "cut off jpeg": a_picture("JPEG", (900, 900))[:700],
    "program": b"MZ" + b"\x00" * 200,
    "text": b"Beste mama,",
    "nothing but zeros": b"\x00" * 500,
}


@pytest.mark.parametrize("what", HOSTILE)
def test_t15_other_kinds_are_refused_with_clear_words(cast, settings, what):
    with pytest.raises(files.Refused) as refused:
        stored(cast, HOSTILE[what], "foto.jpg")
    words = refused.value.messages[0]
    assert "opnieuw" in words or "Kies een PDF" in words
    assert not on_disk(settings)
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\plan.pdf", "plan.pdf"),
        ("plan.pdf.exe", "plan.pdf"),
        ("plan\x00.html", "plan.pdf"),
        ("<script>alert(1)</script>.pdf", "script.pdf"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
        ('a"; filename="b.html', "a ; filename= b.pdf"),
        ("regel\r\nSet-Cookie: a=b.pdf", "regel Set-Cookie a=b.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("...", "papier.pdf"),
        ("oma\u202efdp.exe", "oma fdp.pdf"),
        ("brief van Zoë 🎉.pdf", "brief van Zoë 🎉.pdf"),
    ],
)
def test_t15_a_name_is_only_a_word(cast, client, settings, name, shown):
    # Django's own upload class already mends names; ours is not to lean on that.
    came_in = upload(A_PDF)
    came_in._name = name
    row = files.store(came_in, by=cast.sanne, part="other_plans")
    assert row.shown_name == shown
    assert settings.MEDIA_ROOT / cast.plan.pk.hex == files.place(row).parent
    assert len(files.place(row).name) == 32
    client.force_login(cast.sanne.user)
    header = client.get(at(cast, row))["Content-Disposition"]
    assert header.startswith("attachment; filename")
    assert "\n" not in header


def test_t16_bombs_do_not_go_off(cast, settings):
    small = bytearray(a_picture("PNG"))
    small[16:24] = (50_000).to_bytes(4, "big") * 2  # says it is 50,000 × 50,000
    wide = BytesIO()
    Image.new("1", (8_000, 8_000)).save(wide, "PNG")  # 64 million pixels in a few kB
    assert len(wide.getvalue()) < 20_000
    for bomb in (bytes(small), wide.getvalue()):
        with pytest.raises(files.Refused, match=r"te groot|kapot"):
            stored(cast, bomb)
    moving = BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    frames[0].save(moving, "PNG", save_all=True, append_images=frames[1:])
    with Image.open(files.place(stored(cast, moving.getvalue()))) as kept:
        assert getattr(kept, "n_frames", 1) == 1
    assert len(on_disk(settings)) == 1


def test_t17_too_large_is_refused_before_it_is_read(cast, settings):
    settings.FILE_LARGEST = 1000

    class Unread(BytesIO):
        size, name = 1001, "plan.pdf"

        def read(self, *args):
            raise AssertionError("read, though too large")

    with pytest.raises(files.Refused, match="te groot"):
        files.store(Unread(), by=cast.sanne, part="other_plans")


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_transaction_takes_the_file_along(settings):
    from tests import cast as people

    cast = people.make()
    kept = stored(cast)

    def fails_late():
        with transaction.atomic():
            stored(cast)
            assert len(on_disk(settings)) == 2
            raise RuntimeError("after the file was stored")

    with pytest.raises(RuntimeError):
        fails_late()
    with transaction.atomic():
        try:
            with transaction.atomic():
                stored(cast)
                raise RuntimeError("only this part")
        except RuntimeError:
            pass
    gc.collect()
    assert on_disk(settings) == [files.place(kept)]
    assert list(StoredFile.objects.all()) == [kept]
    (settings.MEDIA_ROOT / cast.plan.pk.hex / "overgebleven").write_bytes(b"x")
    assert [one.name for one in files.strays(cast.plan)] == ["overgebleven"]
    with transaction.atomic():
        files.forget(kept)
        assert files.place(kept).exists()  # not before it is sure
    assert not files.place(kept).exists()


# How it goes out


@pytest.mark.parametrize(
    ("content", "disposition"),
    [(A_PDF, "attachment"), (a_picture(), "inline"), (a_picture("PNG"), "inline")],
)
def test_headers_leave_nothing_to_guess(cast, client, content, disposition):
    row = stored(cast, content)
    client.force_login(cast.sanne.user)
    for method in (client.get, client.head):
        answer = method(at(cast, row))
        assert answer.status_code == 200
        assert answer["Content-Type"] == row.content_type
        assert answer["Content-Length"] == str(row.size)
        assert answer["Content-Disposition"].startswith(disposition)
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Accept-Ranges"] == "bytes"
        assert "no-store" in answer["Cache-Control"]
        assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert client.head(at(cast, row)).content == b""


@pytest.mark.parametrize(
    ("asked", "first", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-99", 0, 100),
        ("bytes=100-", 100, None),
        ("bytes=-5", -5, None),
        ("bytes=-999999999", 0, None),
        ("bytes=5-999999999999999999", 5, None),
    ],
)
def test_t18_one_range(cast, client, asked, first, stop):
    row = stored(cast)
    client.force_login(cast.sanne.user)
    answer = client.get(at(cast, row), headers={"Range": asked})
    assert answer.status_code == 206
    got = b"".join(answer.streaming_content)
    assert got == A_PDF[first:stop]
    begin = first if first >= 0 else row.size + first
    assert answer["Content-Range"] == f"bytes {begin}-{begin + len(got) - 1}/{row.size}"
    assert answer["Content-Length"] == str(len(got))


@pytest.mark.parametrize("asked", ["bytes=999999-", "bytes=-0", f"bytes={len(A_PDF)}-"])
def test_t18_nothing_there(cast, client, asked):
    row = stored(cast)
    client.force_login(cast.sanne.user)
    answer = client.get(at(cast, row), headers={"Range": asked})
    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{row.size}"
    assert answer.content == b""


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "bytes=",
        "bytes=-",
        "bytes=5-2",
        "bytes=a-b",
        "bytes=0-1,3-4",
        "regels=0-1",
        "bytes=0-" + "9" * 40,
        "bytes=٣-٤٤٤٤",
    ],
)
def test_t18_what_is_no_single_range_gives_the_whole(cast, client, asked):
    row = stored(cast)
    client.force_login(cast.sanne.user)
    answer = client.get(at(cast, row), headers={"Range": asked.encode().decode("latin-1")})
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == A_PDF


def test_t18_if_range_gives_the_whole(cast, client):
    row = stored(cast)
    client.force_login(cast.sanne.user)
    answer = client.get(at(cast, row), headers={"Range": "bytes=0-1", "If-Range": '"iets"'})
    assert answer.status_code == 200


def test_t4_the_door_stands_before_head_range_and_guesses(cast, client):
    share(cast.sanne, cast.riet, look=["groeiplan.other_plans"])
    row = stored(cast, audience="family")
    for somebody in (cast.riet.user, cast.ilse.user, cast.wim.user, cast.stranger, cast.superuser):
        client.force_login(somebody)
        for ask in (client.get, client.head):
            assert ask(at(cast, row)).status_code == 404
            assert ask(at(cast, row), headers={"Range": "bytes=0-1"}).status_code == 404
    client.logout()
    assert client.get(at(cast, row)).status_code == 302
    client.force_login(cast.ayse.user)
    elsewhere = reverse("file", kwargs={"plan": cast.other_plan.pk, "storedfile": row.pk})
    assert client.get(elsewhere).status_code == 404


def test_the_journal_names_only_the_part_the_file_stands_in(cast, client):
    share(cast.sanne, cast.bakker, look=["groeiplan.other_plans"])
    row = stored(cast)
    client.force_login(cast.bakker.user)
    assert client.get(at(cast, row)).status_code == 200
    entry = Entry.objects.filter(plan=cast.plan, act=Entry.Act.READ).get()
    assert entry.chapters == [str(row.chapter_id)]
    assert len(visit(cast.bakker).chapters()) > 1


def test_a_row_whose_bytes_are_gone_is_not_found(cast, client):
    row = stored(cast)
    files.place(row).unlink()
    client.force_login(cast.sanne.user)
    assert client.get(at(cast, row)).status_code == 404


def test_it_goes_out_in_pieces_on_the_real_server_too(tmp_path):
    large = tmp_path / "groot"
    large.write_bytes(b"x" * (CHUNK + 10))

    async def pieces():
        return [len(piece) async for piece in Chunks(large, 5, CHUNK + 10)]

    assert asyncio.run(pieces()) == [CHUNK, 5]
