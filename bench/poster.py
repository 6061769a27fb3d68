"""An A2 poster of 300 moments against WeasyPrint with the same content: the same layout as an SVG
in an HTML page of the same size. WeasyPrint comes into a folder of its own, for this alone."""

import subprocess
import sys
import time
from datetime import date
from html import escape
from pathlib import Path
from random import Random
from statistics import median
from types import SimpleNamespace

from bench import missing

NAME, WEASYPRINT = "poster_vs_weasyprint", "weasyprint==66.0"
MOMENTS, TURNS = 300, 5
TODAY = date(2026, 11, 22)
WORDS = (
    "oma ziek,papa verhuist,nieuwe school,eerste dag,kamp,zwemdiploma,verjaardag,ruzie,buurt,fiets,"
    "baan kwijt,hulp begint,gezinscoach komt,feest,geboren,samen,vakantie,trots,hond,gesprek"
)


def rows(place):
    """`poster_vs_weasyprint`: ours divided by theirs."""
    theirs = _weasyprint(Path(place) / "weasyprint")
    if theirs is None:
        yield from missing.rows([NAME], "WeasyPrint cannot be installed here")
        return
    paper, moments = _poster(), _moments()
    paper.made_of(moments, TODAY)  # the fonts are read once in a process
    ours = median(_timed(lambda: _poster().made_of(moments, TODAY)) for _turn in range(TURNS))
    pages = _pages(paper, moments)
    file = Path(place) / "poster.html"
    file.write_text(pages, encoding="utf-8")
    against = _their_seconds(theirs, file)
    if against is None:
        yield from missing.rows([NAME], "WeasyPrint does not run here: it needs Pango")
        return
    yield {
        "name": NAME,
        "value": round(ours / against, 3),
        "unit": "ratio",
        "ratio": round(ours / against, 3),
        "against": f"WeasyPrint, the same drawing as SVG in HTML: {round(against * 1000)} ms, "
        f"ours {round(ours * 1000)} ms",
        "n": TURNS,
    }


def _weasyprint(folder):
    """The folder in which it now stands, or None."""
    command = [sys.executable, "-m", "pip", "install", "-q", "--target", str(folder), WEASYPRINT]
    done = subprocess.run(command, capture_output=True, text=True)
    return None if done.returncode else folder


def _their_seconds(folder, file):
    """The median of as many turns in a process of its own, warmed up; None where it cannot run."""
    script = (
        "import sys, time; sys.path.insert(0, sys.argv[1]); from weasyprint import HTML\n"
        "def once():\n"
        "    begin = time.perf_counter(); HTML(sys.argv[2]).write_pdf(); "
        "return time.perf_counter() - begin\n"
        "once(); print(*(once() for turn in range(int(sys.argv[3]))))\n"
    )
    command = [sys.executable, "-c", script, str(folder), str(file), str(TURNS)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    return None if done.returncode else median(map(float, done.stdout.split()))


def _poster():
    from timeline.models import STRANDS
    from timeline.poster import SIZES, Poster

    visit = SimpleNamespace(plan=SimpleNamespace(family_name="familie De Jong", name=""))
    names = {strand: str(strand).title() for strand in STRANDS}
    return Poster(visit, SIZES["a2"], names, "Voor Sanne, geprint op 22-11-2026.")


def _moments():
    """300 moments of one family over 25 years: most on a month, some periods, some told twice."""
    from timeline.models import STRANDS
    from timeline.seen import Seen

    random, made = Random(7), []  # noqa: S311 (the same family each time)
    for number in range(MOMENTS):
        year, kind = random.randint(2001, 2025), random.random()
        when = f"{year}-{random.randint(1, 12):02}"
        if kind < 0.08:
            when = f"{year}/{min(2026, year + random.randint(0, 2))}"
        elif kind < 0.2:
            when = f"{year}~"
        tellings = [
            SimpleNamespace(
                pk=n,
                title=" ".join(random.sample(WORDS.split(","), random.randint(2, 4))).capitalize(),
                proposal="",
                told_by=SimpleNamespace(shown_name=("Sanne", "Kees", "Noor")[n]),
            )
            for n in range(random.choice((1, 1, 1, 2)))
        ]
        moment = SimpleNamespace(pk=str(number), when=when, order=number, plan_id=1)
        made.append(
            Seen(
                moment=moment,
                tellings=tellings,
                strand=(strand := random.choice(STRANDS)),
                name=strand,
            )
        )
    return sorted(made, key=lambda one: one.sort_key)


def _pages(paper, moments):
    """The same sheets as HTML: each an SVG of the same boxes, bars, lines and words."""
    from timeline.poster import FOOT, HEAD, MARGIN, spot_of
    from timeline.sheets import spread

    room = paper.height - 2 * MARGIN - HEAD - FOOT
    spots = [spot_of(one) for one in moments]
    sheets = spread(spots, list(paper.names), TODAY, paper.inside, room)
    body = "".join(f"<section>{_svg(sheet)}</section>" for sheet in sheets)
    return (
        "<!doctype html><meta charset=utf-8><style>@page{size:594mm 420mm;margin:12mm}"
        "section{break-after:page}text{font-family:Roboto,sans-serif}</style>" + body
    )


def _svg(sheet):
    picture = sheet.picture
    made = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{picture.width * sheet.scale}pt" '
        f'height="{picture.height * sheet.scale}pt" '
        f'viewBox="0 0 {picture.width} {picture.height}">'
    ]
    for tick in picture.ticks:
        made.append(f'<path stroke="#d8d2c6" d="M{tick.x} 46V{picture.height}"/>')
        made.append(_text(tick.x, 38, 15, tick.label))
    for lane in picture.lanes:
        made.append(
            f'<rect y="{lane.y}" width="{picture.width}" height="{lane.height}" rx="12" '
            'fill="#f5ece9"/>'
        )
        for card in lane.cards:
            made += _card(card)
    return "".join([*made, "</svg>"])


def _card(card):
    mark = card.mark
    yield f'<path stroke="#a8432a" d="M{card.stem_x} {mark.y}V{card.y}"/>'
    yield (
        f'<rect x="{mark.x}" y="{mark.y - 5}" width="{mark.width}" height="10" fill="#a8432a"/>'
        if mark.width
        else f'<circle cx="{mark.x}" cy="{mark.y}" r="6" fill="#a8432a"/>'
    )
    yield (
        f'<rect x="{card.x}" y="{card.y}" width="{card.width}" height="{card.height}" rx="8" '
        'fill="#fff" stroke="#a8432a"/>'
    )
    for size, lines in ((15, card.title), (14, card.subtitle)):
        for words, y in lines:
            yield _text(card.x + 10, y, size, words)


def _text(x, y, size, words):
    return f'<text x="{x}" y="{y}" font-size="{size}">{escape(words)}</text>'


def _timed(work):
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
