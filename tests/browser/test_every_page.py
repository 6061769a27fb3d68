"""Every page that a link leads to: no axe findings, nothing sticks out on a phone, letters one
can read; as the mother, as a guest, as somebody who is not logged in."""

import re
from collections import defaultdict
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

SKIP = re.compile(
    r"op-papier|meenemen|\.csv|\.json|/papier/|bestanden|logout|demo/post|openapi|buienradar"
)
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
# In a drawing a link's `href` is an object, so the attribute is read and resolved.
LINKS = "found => found.map(a => new URL(a.getAttribute('href'), location.href).href)"
SMALL = """() => [...document.querySelectorAll('body *')].filter(e => e.childNodes.length
    && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())
    && e.checkVisibility() && parseFloat(getComputedStyle(e).fontSize) < 13.9)
    .map(e => e.className + ': ' + e.textContent.trim().slice(0, 40))"""


def pages(page, start):
    """Walks links from `start`; yields each kind of page once (ids left out of the address)."""
    todo, seen = [start], set()
    while todo:
        path = todo.pop(0)
        kind = UUID.sub("*", path)
        if kind in seen or SKIP.search(path):
            continue
        seen.add(kind)
        answer = page.goto(path)
        assert answer.status == 200, (path, answer.status)
        yield path
        hrefs = page.eval_on_selector_all("a[href]", LINKS)
        here = urlsplit(page.url).netloc
        todo += [urlsplit(href).path for href in hrefs if urlsplit(href).netloc == here]


@pytest.mark.parametrize(
    ("who", "width", "scheme", "least"),
    [
        ("sanne", 1280, "light", 45),
        ("sanne", 360, "dark", 45),
        ("ilse", 360, "light", 12),
        (None, 320, "light", 5),
        ("werker", 1280, "light", 8),
        ("joris", 360, "light", 20),
    ],
)
def test_every_page_has_no_axe_findings_and_fits(window, who, width, scheme, least):
    page, axe = window(who, width, color_scheme=scheme), Axe()
    found, seen = defaultdict(set), 0
    for path in pages(page, "/"):
        seen += 1
        for violation in axe.run(page).response["violations"]:
            where = violation["nodes"][0]["html"][:160]
            found[violation["id"], where].add(UUID.sub("*", path))
        if not page.evaluate(FITS):
            found["sticks out", ""].add(UUID.sub("*", path))
        for small in page.evaluate(SMALL):
            found["small letters", small].add(UUID.sub("*", path))
    assert not found, "\n".join(f"{what}: {sorted(where)}" for what, where in found.items())
    assert seen >= least, f"only {seen} pages were reached"
