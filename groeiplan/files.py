"""Files of the family: what may come in, where it stays, how it goes.

They lie outside the web root under random names and are opened only through the door
(`groeiplan.views.files`). What a file is, its bytes tell; its name and what the browser says
about it are not believed."""

import re
import secrets
import shutil
import weakref
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from zipfile import is_zipfile

import puremagic
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from groeiplan.actions import items
from groeiplan.models import StoredFile

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
PICTURES = {JPEG: "JPEG", PNG: "PNG"}
ENDINGS = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png"}
LONGEST_SIDE = 4_000  # pixels: an A4 at 340 dots an inch, enough to read small print
MOST_PIXELS = 32_000_000  # about 130 MB while it is open
WEB_PAGE = re.compile(
    rb"<\s*(?:!doctype\s+html|html|head|body|script|svg|iframe|img|object)\b", re.I
)


class Refused(ValidationError):
    """This file cannot come in. The message is Dutch and says what to do instead."""


@dataclass(frozen=True)
class Checked:
    """A file that was looked through, ready for `store`."""

    name: str
    content_type: str
    content: bytes


def check(upload):
    """Look through an uploaded file; returns `Checked` or raises `Refused`.

    A PDF of at most `settings.FILE_LARGEST` bytes is kept as it is. A JPEG or PNG is drawn anew,
    upright and at most 4,000 pixels long: no place, camera or hidden second file is left in it.
    """
    if upload.size > settings.FILE_LARGEST:
        raise Refused(_("Dit bestand is te groot. Het mag tot 10 MB zijn."))
    upload.seek(0)
    content = upload.read()
    kind = _kind(content)
    content = _checked_pdf(content) if kind == PDF else _drawn_anew(content, kind)
    return Checked(shown_name(upload.name, kind), kind, content)


def store(upload, *, by, part, tool="groeiplan", told_by=None, about=(), audience=None, readers=()):
    """Keep an upload (or a `Checked`) in the chapter `part` of a tool and return its `StoredFile`.
    It is heard by whom `audience`, `about` and `readers` say: give those of the row it belongs to.

    Call it in the transaction that saves that row. When that rolls back, at whatever level, the
    file is gone as well. Raises `Refused`; then nothing was written.
    """
    checked = upload if isinstance(upload, Checked) else check(upload)
    name = f"{by.plan_id.hex}/{secrets.token_hex(16)}"
    row = StoredFile(
        path=name,
        shown_name=checked.name,
        content_type=checked.content_type,
        size=len(checked.content),
        told_by=told_by,
    )
    if audience:
        row.audience = audience
    with transaction.atomic():
        _put(name, checked.content)
        return items.write(row, by=by, about=about, readers=readers, tool=tool, part=part)


def place(stored):
    """Where the bytes of this `StoredFile` are."""
    return Path(settings.MEDIA_ROOT) / stored.path


def forget(stored):
    """Erase a stored file: its row now, its bytes when the transaction has gone through."""
    path = place(stored)
    stored.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def forget_all(plan):
    """Erase the bytes of all files of a plan once the transaction that erases it has gone
    through; the rows go with the plan."""
    folder = Path(settings.MEDIA_ROOT) / plan.pk.hex
    transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))


def strays(plan):
    """Bytes in this plan's folder that no row knows: what a machine that stopped halfway left
    behind. Nobody can reach them; the nightly work may unlink them."""
    known = set(StoredFile.objects.filter(plan=plan).values_list("path", flat=True))
    folder = Path(settings.MEDIA_ROOT) / plan.pk.hex
    return [file for file in folder.glob("*") if f"{plan.pk.hex}/{file.name}" not in known]


def _put(name, content):
    """Write the bytes, bound to the running transaction.

    Django tells when a transaction goes through, not when it is rolled back: then it only drops
    what waited for it. So what waits here takes the file along when it is dropped.
    """
    path = Path(settings.MEDIA_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = _Waiting()
    undo = weakref.finalize(waiting, path.unlink, missing_ok=True)
    waiting.stays = undo.detach
    transaction.on_commit(waiting)
    path.write_bytes(content)


class _Waiting:
    """Held by nothing but the transaction's list of what to do when it goes through."""

    def __call__(self):
        self.stays()


def _kind(content):
    """What these bytes are, of the three kinds that may come in."""
    try:
        kinds = {match.mime_type for match in puremagic.magic_string(content[:4096])}
    except (puremagic.PureError, ValueError):
        kinds = set()
    known = kinds & set(ENDINGS)
    if len(known) != 1:
        raise Refused(
            _("Dit soort bestand kan hier niet. Kies een PDF, of een foto (JPEG of PNG).")
        )
    return known.pop()


def _checked_pdf(content):
    """These bytes, if they are a PDF from first to last and nothing else besides."""
    last = content.rstrip(b"\0 \t\r\n")
    whole = content.startswith(b"%PDF-") and last.endswith(b"%%EOF")
    two_in_one = WEB_PAGE.search(content[:2048]) or is_zipfile(BytesIO(content))
    if not whole or two_in_one:
        raise Refused(_("Deze PDF is kapot of er zit iets anders in. Sla hem opnieuw op als PDF."))
    return content


def _drawn_anew(content, kind):
    """The picture without anything but its pixels."""
    try:
        with Image.open(BytesIO(content), formats=[PICTURES[kind]]) as picture:
            clean = _pixels(picture, kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise Refused(
            _("Deze foto is kapot. Maak of bewaar hem opnieuw en probeer het nog eens.")
        ) from error
    drawn = BytesIO()
    clean.save(drawn, PICTURES[kind], **({"quality": 88} if kind == JPEG else {"optimize": True}))
    return drawn.getvalue()


def _pixels(picture, kind):
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG opens smaller, where that is enough
    if picture.width * picture.height > MOST_PIXELS:
        raise _too_many_pixels()
    mode = "RGBA" if kind == PNG and picture.has_transparency_data else "RGB"
    upright = ImageOps.exif_transpose(picture).convert(mode)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # Onto a new sheet: what else came along (comments, profiles, text) stays behind.
    clean = Image.new(mode, upright.size)
    clean.paste(upright)
    return clean


def _too_many_pixels():
    return Refused(
        _("Deze foto is te groot om te openen. Maak hem kleiner en probeer het nog eens.")
    )


def shown_name(name, kind):
    """The name people gave it, without anything a computer could stumble over, ending as what
    it is."""
    stem = PurePosixPath(str(name or "").replace("\\", "/")).name
    stem = "".join(sign if sign.isprintable() else " " for sign in stem)
    stem = re.sub(r"[<>:\"/|?*]+", " ", stem)
    stem = re.sub(r"(?:\.\w{1,5})+$", "", stem.strip())
    stem = " ".join(stem.split()).strip(". ")[:100]
    return (stem or _("papier")) + ENDINGS[kind]
