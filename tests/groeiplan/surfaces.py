"""All that one person meets of a plan: every address, page and fragment, print, export and API."""

import re
from io import BytesIO

from django.db import transaction
from pypdf import PdfReader

from tests import walk

IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
TOKENS = re.compile(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")\w+')
MOMENTS = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+\d\d:\d\d)|D:\d{14}\S*|\b\d?\d[.:]\d\d uur\b")


def seen_by(client, person, plan, rows, only=None):
    """{(address, how it was asked): (status, what it says)} for this person; what differs each
    time one asks (ids, tokens, moments) is taken out. `rows` fills the addresses' kwargs; with
    `only`, just those that name one of these. That somebody looked is forgotten, so that the next
    one meets the plan as it was."""
    with transaction.atomic():
        client.force_login(person.user)
        found = {
            (route, how): _asked(client, walk.fill(route, plan.pk, rows), how)
            for route in walk.plan_routes()
            for how in ("page", "fragment")[: 1 if _is_no_page(route) else 2]
            if only is None or only & set(walk.kwargs_of(route))
        }
        transaction.set_rollback(True)
    return found


def _is_no_page(route):
    """Without fragments: the API, prints and files."""
    return route.startswith("api/") or not route.endswith("/") or "papier" in route


def _asked(client, address, how):
    answer = client.get(address, headers={"HX-Request": "true"} if how == "fragment" else {})
    return answer.status_code, _said(answer)


def _said(answer):
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer["Content-Type"] == "application/pdf":
        content = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    else:
        content = content.decode(errors="ignore")
    for changing in (IDS, TOKENS, MOMENTS):
        content = changing.sub("", content)
    return content
