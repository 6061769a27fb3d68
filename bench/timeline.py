"""The drawing of a family's history with 500 moments: how long the layout takes and how it grows,
and what its page costs a browser beside the best known timeline library with the same moments.

The libraries come from the package registry into a temporary folder, and go with it."""

import gc
import json
import os
import shutil
import subprocess
import threading
import time
from datetime import date, timedelta
from functools import partial
from gzip import compress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit
from uuid import UUID

from django.test import Client

from bench import missing
from bench.first_view import _free_port, _serve, _wait
from timeline import actions, layout
from timeline.models import STRANDS, Telling

MOMENTS, TURNS, VISITS = 500, 9, 7
TODAY = date(2026, 11, 22)
LIBRARIES = ("vis-timeline", "@knight-lab/timelinejs")
AGAINST_VIS = {
    "timeline_browser_ms_vs_vis": ("ms", "ms"),
    "timeline_browser_bytes_vs_vis": ("bytes", "bytes"),
    "timeline_browser_lcp_vs_vis": ("lcp", "ms"),
}
AGAINST_KNIGHT = "timeline_browser_bytes_vs_timelinejs3"
VIS = """<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Dit zijn wij</title>
<link rel="stylesheet" href="/vis.css"><script src="/vis.js"></script></head>
<body><h1>Dit zijn wij</h1><div id="drawing"></div><script>
const moments = MOMENTS, groups = GROUPS;
new vis.Timeline(document.getElementById("drawing"), new vis.DataSet(moments),
  new vis.DataSet(groups), {});
</script></body></html>"""
KNIGHT = """<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Dit zijn wij</title>
<link rel="stylesheet" href="/knight.css"><script src="/knight.js"></script></head>
<body><h1>Dit zijn wij</h1><div id="drawing"></div><script>
new TL.Timeline("drawing", {events: MOMENTS});
</script></body></html>"""


def rows(plan, place):
    """`plan` gets its 500 moments here: call it after what measures the demo family."""
    yield from layout_rows()
    told = _moments()
    _fill(plan, told)
    modules, chromium = _libraries(Path(place) / "libraries"), _chromium()
    if modules and chromium:
        yield from _browser_rows(plan, place, told, modules, chromium)
    else:
        why = "the timeline libraries cannot be installed here" if chromium else "no Chromium here"
        yield from missing.rows([*AGAINST_VIS, AGAINST_KNIGHT], why)


def layout_rows():
    """How long 500 moments take, and how many times that 5,000 take."""
    small, large = _spots(MOMENTS), _spots(10 * MOMENTS)
    short, long = [], []
    for _turn in range(TURNS):  # by turns, so that a busy machine slows both
        short.append(_timed(lambda: layout.draw(small, STRANDS, TODAY)))
        long.append(_timed(lambda: layout.draw(large, STRANDS, TODAY)))
    yield _row("timeline_layout_500", median(short) * 1000, "ms", None, "all with a card", TURNS)
    growth = min(long) / min(short)
    yield _row("timeline_layout_growth_10x", growth, "times", growth, "at most 12", TURNS)


def _moments():
    """500 moments over forty years, the same every time: a third are periods."""
    made = []
    for number in range(MOMENTS):
        first = date(1985, 1, 1) + timedelta(days=number * 7919 % 15_000)
        last = first + timedelta(days=30 + number * 31 % 900) if number % 3 == 0 else None
        title = f"{WORDS[number % len(WORDS)]}, {number}"
        made.append((title, STRANDS[number % 4], first, last and min(last, TODAY)))
    return made


WORDS = (
    "De dag dat we verhuisden",
    "Oma kwam bij ons wonen",
    "Een nieuwe school",
    "De winter zonder verwarming",
    "Papa vond werk bij de bakker",
    "Op vakantie naar Terschelling",
    "De gezinscoach begon",
)


def _spots(count):
    made = []
    for number in range(count):
        first = date(1985, 1, 1) + timedelta(days=number * 7919 % 15_000)
        last = first + timedelta(days=number * 31 % 900 if number % 3 == 0 else 0)
        title = f"{WORDS[number % len(WORDS)]}, {number}"
        made.append(
            layout.Spot(
                str(number), STRANDS[number % 4], first, last, False, number % 3 == 0, title,
                f"{first:%d-%m-%Y}",
            )
        )  # fmt: skip
    return sorted(made, key=lambda spot: spot.first)


def _fill(plan, told):
    """The moments in this plan, in the place of those it had."""
    Telling.objects.filter(plan=plan).delete()
    by = plan.people.get(user__email="sanne@demo.example")
    for title, strand, first, last in told:
        when = f"{first}/{last}" if last else f"{first}"
        actions.add(Telling(title=title), by=by, part=strand, when=when)


def _libraries(place):
    """The folder with both libraries, None where they cannot be had."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    place.mkdir()
    (place / "package.json").write_text("{}")
    words = [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", *LIBRARIES]
    done = subprocess.run(words, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return None if done.returncode else place / "node_modules"


def _chromium():
    return os.environ.get("CHROMIUM") or shutil.which("chromium")


def _browser_rows(plan, place, told, modules, chromium):
    theirs = _serve_theirs(_files(told, modules))
    port = _free_port()
    ours = _serve(place, port)
    try:
        _wait(port)
        seen = _measured(chromium, {
            "ours": (f"http://127.0.0.1:{port}/plans/{plan.pk}/tijdlijn/", _cookie(plan)),
            "vis": (f"http://127.0.0.1:{theirs.server_port}/vis", None),
            "knight": (f"http://127.0.0.1:{theirs.server_port}/knight", None),
        })  # fmt: skip
    finally:
        ours.terminate()
        ours.wait(15)
        theirs.shutdown()
    yield from _compared(seen)


def _compared(seen):
    said = "vis-timeline, the same 500 moments, its own page with nothing else, compressed"
    for name, (what, unit) in AGAINST_VIS.items():
        mine, other = seen["ours"][what], seen["vis"][what]
        yield _row(name, mine, unit, mine / other, f"{said}: {other:.0f} {unit}", VISITS)
    mine, other = seen["ours"]["bytes"], seen["knight"]["bytes"]
    said = f"TimelineJS3, the same moments: {other:.0f} bytes"
    yield _row(AGAINST_KNIGHT, mine, "bytes", mine / other, said, VISITS)


def _measured(chromium, pages):
    """{name: {"ms", "bytes", "lcp"}}, each the median of first visits with an empty cache on a
    phone-slow processor, by turns."""
    from playwright.sync_api import sync_playwright

    found = {name: [] for name in pages}
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        for _turn in range(VISITS):
            for name, (url, cookie) in pages.items():
                found[name].append(_visit(browser, url, cookie))
        browser.close()
    return {
        name: {what: median(one[what] for one in visits) for what in visits[0]}
        for name, visits in found.items()
    }


def _visit(browser, url, cookie):
    headers = {"X-Forwarded-Proto": "https"} if cookie else {}
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, extra_http_headers=headers
    )
    if cookie:
        context.set_extra_http_headers({**headers, "Cookie": cookie})
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    weight = []
    devtools.on("Network.loadingFinished", lambda said: weight.append(said["encodedDataLength"]))
    devtools.send("Network.enable")
    devtools.send("Performance.enable")
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(url, wait_until="load")
    page.wait_for_timeout(1500)
    assert page.locator("svg.lanes, .vis-item, .tl-timeline").first.is_visible(), url
    told = devtools.send("Performance.getMetrics")["metrics"]
    metrics = {one["name"]: one["value"] for one in told}
    lcp = page.evaluate(LARGEST)
    context.close()
    spent = ("ScriptDuration", "LayoutDuration", "RecalcStyleDuration")
    return {"ms": sum(metrics[one] for one in spent) * 1000, "bytes": sum(weight), "lcp": lcp}


LARGEST = """() => new Promise(done => new PerformanceObserver(list =>
    done(list.getEntries().at(-1).startTime))
    .observe({type: 'largest-contentful-paint', buffered: true}))"""


def _cookie(plan):
    client = Client()
    client.force_login(plan.people.get(user__email="sanne@demo.example").user)
    return f"__Host-session={client.cookies['sessionid'].value}"


def _files(told, modules):
    """{path: (type, compressed body)} of their pages; the moments stand in the page, as in ours."""
    vis, knight = modules / "vis-timeline", modules / "@knight-lab/timelinejs/dist"
    ids = [str(UUID(int=number * 2**90 + number, version=4)) for number in range(len(told))]
    items = [
        {
            "id": pk,
            "group": strand,
            "content": title,
            "start": f"{first}",
            **({"end": f"{last}"} if last else {}),
        }
        for pk, (title, strand, first, last) in zip(ids, told, strict=True)
    ]
    groups = [{"id": strand, "content": strand} for strand in STRANDS]
    events = [
        {
            "unique_id": pk,
            "group": strand,
            "text": {"headline": title},
            "start_date": {"year": first.year, "month": first.month, "day": first.day},
            **({"end_date": {"year": last.year, "month": last.month}} if last else {}),
        }
        for pk, (title, strand, first, last) in zip(ids, told, strict=True)
    ]
    page = VIS.replace("MOMENTS", json.dumps(items)).replace("GROUPS", json.dumps(groups))
    script, style = "text/javascript", "text/css"
    files = {
        "/vis": ("text/html", page.encode()),
        "/vis.js": (script, (vis / "standalone/umd/vis-timeline-graph2d.min.js").read_bytes()),
        "/vis.css": (style, (vis / "styles/vis-timeline-graph2d.min.css").read_bytes()),
        "/knight": ("text/html", KNIGHT.replace("MOMENTS", json.dumps(events)).encode()),
        "/knight.js": (script, (knight / "js/timeline.js").read_bytes()),
        "/knight.css": (style, (knight / "css/timeline.css").read_bytes()),
    }
    return {path: (kind, compress(body)) for path, (kind, body) in files.items()}


class _Theirs(BaseHTTPRequestHandler):
    """Serves those files, compressed, as ours are."""

    def __init__(self, files, *words):
        self.files = files
        super().__init__(*words)

    def do_GET(self):
        kind, body = self.files.get(urlsplit(self.path).path, ("text/plain", compress(b"")))
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        """Silence."""


def _serve_theirs(files):
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Theirs, files))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def _row(name, value, unit, ratio, against, turns):
    ratio = ratio if ratio is None else round(ratio, 3)
    return {
        "name": name,
        "value": round(value, 2),
        "unit": unit,
        "ratio": ratio,
        "against": against,
        "n": turns,
    }


def _timed(work):
    """In seconds of this process, without the garbage of the round before."""
    gc.collect()
    begin = time.process_time()
    work()
    return time.process_time() - begin
