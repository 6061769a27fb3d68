"""The one place where a file of a family leaves the house: through the door."""

import re

from asgiref.sync import sync_to_async
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from groeiplan import files
from groeiplan.access import enter
from groeiplan.models import StoredFile
from groeiplan.views.reading import only_shows

CHUNK = 256 * 1024
ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})\Z")


@only_shows
def file(request, plan, storedfile):
    """One file, whole or the single range that was asked for (RFC 9110, 14.2)."""
    visit = enter(request, plan)
    row = visit.get(StoredFile, storedfile)
    visit.read = {row.chapter_id}  # a file is looked for in all chapters, but read in one
    return sent(request, row)


def sent(request, row):
    """The answer with this `StoredFile` that its visitor may have: whole, or a single range."""
    path = files.place(row)
    if not path.is_file():
        raise Http404
    asked = _asked_for(request, row.size)
    start, stop = asked or (0, row.size)
    if start >= stop:
        answer = HttpResponse(status=416, headers={"Content-Range": f"bytes */{row.size}"})
        return _guarded(answer, row)
    answer = HttpResponse() if request.method == "HEAD" else Chunks(path, start, stop)
    if asked:
        answer.status_code = 206
        answer.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{row.size}"
    answer.headers["Content-Length"] = str(stop - start)
    answer.headers["Content-Type"] = row.content_type
    return _guarded(answer, row)


class Pieces(StreamingHttpResponse):
    """An answer made a piece at a time; under ASGI too, where Django would otherwise first take all
    pieces into memory."""

    async def __aiter__(self):
        pieces = iter(self.streaming_content)
        while (piece := await sync_to_async(next)(pieces, None)) is not None:
            yield piece


class Chunks(Pieces):
    """Part of a file, read a piece at a time."""

    def __init__(self, path, start, stop):
        super().__init__(_pieces(path, start, stop))


def _pieces(path, start, stop):
    with path.open("rb") as opened:
        opened.seek(start)
        while start < stop and (piece := opened.read(min(CHUNK, stop - start))):
            start += len(piece)
            yield piece


def _asked_for(request, size):
    """(start, stop), stop exclusive; start >= stop when there is nothing there to give. None when
    no range was asked, when several were, or when it cannot be understood: then all is given."""
    asked = ONE_RANGE.match(request.headers.get("Range", ""))
    # If-Range asks whether our copy is still the same; we give no mark to tell by, so it is not.
    if request.method != "GET" or not asked or "If-Range" in request.headers:
        return None
    first, last = asked.groups()
    if not first and not last:
        return None
    if not first:
        return (max(0, size - int(last)), size) if int(last) else (size, size)
    if last and int(last) < int(first):
        return None
    return int(first), min(size, int(last) + 1) if last else size


def _guarded(answer, row):
    """Never guessed at, never kept, never run: only a picture we drew ourselves may be shown."""
    attachment = row.content_type not in files.PICTURES
    answer.headers["Content-Disposition"] = content_disposition_header(attachment, row.shown_name)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Cache-Control"] = "no-store, private"
    return answer
