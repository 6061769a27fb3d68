"""The photo and the drawing of a telling: what may come in, and that they are always heard by
exactly those who hear the telling. A child's page has one picture, kept in the same way."""

import re
from base64 import b64decode
from binascii import Error
from dataclasses import replace
from io import BytesIO

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now as clock
from django.utils.translation import gettext as _
from PIL import Image

from groeiplan import files
from groeiplan.actions import items
from groeiplan.files import Refused
from groeiplan.models import StoredFile

NAMES = ("photo", "drawing")
LONGEST_SIDE = 1_600  # pixels: enough for a page, and kind to a phone's bundle
DRAWN = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=]+)\Z")
HEIC = re.compile(rb"....ftyp(?:hei[cfmsx]|hev[cmsx]|mif1|msf1|avif)", re.S)


def check(upload):
    """Look through a photo; returns `files.Checked`, small enough for a page, or raises
    `Refused`."""
    if upload.size > settings.FILE_LARGEST:
        raise Refused(
            _(
                "Deze foto is te groot: hij mag tot 10 MB zijn. Maak er een schermafdruk van en"
                " kies die, of stuur de foto kleiner naar jezelf door en kies hem dan opnieuw."
            )
        )
    upload.seek(0)
    if HEIC.match(upload.read(12)):
        raise Refused(
            _(
                "Deze foto is van het soort HEIC. Dat kunnen we niet openen. Maak er een"
                " schermafdruk van en kies die, of bewaar de foto als JPEG."
            )
        )
    checked = files.check(upload)
    if checked.content_type not in files.PICTURES:
        raise Refused(_("Dit is geen foto. Kies een foto (JPEG of PNG)."))
    return _smaller(checked)


def check_drawing(text):
    """The same for what the drawing pad sends: a PNG as a data address."""
    found = DRAWN.match(text)
    try:
        content = b64decode(found[1], validate=True) if found else b""
    except Error:
        content = b""
    return check(SimpleUploadedFile(_("tekening") + ".png", content, files.PNG))


def of(telling):
    """The ids of the pictures it has now."""
    return {pk for pk in (telling.photo_id, telling.drawing_id) if pk}


def laid(telling, *, by, photo=None, drawing=None):
    """Keep these new pictures with a telling that is there; {its field: `StoredFile`}."""
    new = {"photo": photo, "drawing": drawing}
    readers = telling.readers.all()
    return {
        name: kept(telling, checked, by=by, readers=readers)
        for name, checked in new.items()
        if checked
    }


def settle(telling, *, by, before=()):
    """Let the pictures of a telling be as it is now: on its line, heard by who hears it, away when
    it is away. Those it had `before` and has no more are away too, for a day."""
    mine = of(telling)
    ids = {*before, *mine}
    for file in StoredFile.objects.select_for_update().filter(pk__in=ids) if ids else ():
        away = file.pk not in mine or telling.removed is not None
        if away != (file.removed is not None):
            at = clock() if away else None
            file = items.change(file, by=by, version=file.version, removed=at)
        file.audience, file.chapter_id = telling.audience, telling.chapter_id
        file.save(update_fields=["audience", "chapter"])
        file.about.set(telling.about.all())
        file.readers.set(telling.readers.all())


def still_there(values):
    """These values of an older text, without pictures that were erased since."""
    columns = {f"{name}_id" for name in NAMES} & set(values)
    asked = {values[name] for name in columns} - {None}
    there = (
        set(StoredFile.objects.filter(pk__in=asked).values_list("pk", flat=True)) if asked else ()
    )
    gone = {name: None for name in columns if values[name] not in there}
    return values | gone


def copy(telling, laid_down, *, by):
    """Copies of a telling's pictures for the same telling in another plan."""
    for name in NAMES:
        if checked := taken_from(getattr(telling, name)):
            setattr(
                laid_down, name, kept(laid_down, checked, by=by, readers=laid_down.readers.all())
            )
    laid_down.save(update_fields=NAMES)


def taken_from(file):
    """What stands in this `StoredFile`, ready to be kept once more; None where it is away."""
    if file is None or file.removed is not None or not files.place(file).is_file():
        return None
    return files.Checked(file.shown_name, file.content_type, files.place(file).read_bytes())


def kept(row, checked, *, by, readers):
    """Keep a picture beside this row: of the same teller, on its line, for these readers."""
    file = files.store(
        checked,
        by=by,
        tool="timeline",
        part=row.chapter.part,
        told_by=row.told_by,
        about=row.about.all(),
        audience=row.audience,
        readers=readers,
    )
    file.created = row.created  # as old as its row, where a key opens only newer ones
    file.save(update_fields=["created"])
    return file


def _smaller(checked):
    with Image.open(BytesIO(checked.content)) as picture:
        if max(picture.size) <= LONGEST_SIDE:
            return checked
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        drawn = BytesIO()
        kind = files.PICTURES[checked.content_type]
        picture.save(drawn, kind, **({"quality": 85} if kind == "JPEG" else {"optimize": True}))
    return replace(checked, content=drawn.getvalue())
