"""Paper: fonts, house style and the pages themselves. Rooms bring flowables, `render` prints.

What people wrote reaches ReportLab through `text` alone: markup in a Paragraph can open files
and addresses, and one paragraph of a megabyte takes minutes. Everything else here builds on it.

Roboto (plain) and Source Serif (people's own words) carry the Latin, Greek and Cyrillic
alphabets; other letters, signs and emoji come from Noto. A letter none of them has, such as
Chinese, is printed as �. In paragraphs Arabic and Hebrew are printed letter by letter: ReportLab
does not order right-to-left lines yet. `lettered` does, for one line on a canvas.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from io import BytesIO
from itertools import groupby, zip_longest
from typing import ClassVar
from xml.sax.saxutils import escape

import PIL.Image
from django.utils.translation import gettext
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    HRFlowable,
    Image,
    PageTemplate,
    Paragraph,
    Table,
    TableStyle,
)
from reportlab.platypus.tableofcontents import TableOfContents

from groeiplan import reading_order

INK, MUTED, GREEN, LINE = (HexColor(c) for c in ("#22302f", "#566362", "#17605b", "#d8d2c6"))
HUES = {
    "green": GREEN,
    "terracotta": HexColor("#a8432a"),
    "teal": HexColor("#1f6a70"),
    "ochre": HexColor("#7d5f12"),
    "violet": HexColor("#5a4a8a"),
}
# Whose words they are, by the kind of person.
HUE_OF = {"family": "terracotta", "network": "ochre", "professional": "violet"}
MARGIN, TOP, BOTTOM = 24 * mm, 27 * mm, 29 * mm
WIDTH = A4[0] - 2 * MARGIN
LABEL_WIDTH = 44 * mm
PICTURE_WIDTH, PICTURE_HEIGHT = 90 * mm, 75 * mm
PIXELS = 900  # on the longest side: 250 dots an inch at that size
CHUNK = 2_000
LINES = 40
SHORT = 120
TOGETHER = 600  # letters that may move to the next page to stay with what follows
MISSING = "\N{REPLACEMENT CHARACTER}"


def text(value: object, style: str = "body", size: float = 1) -> list[Flowable]:
    """What somebody wrote, as paragraphs in one of STYLES; nothing for None or only blanks.

    Markup is shown as typed. Text is NFC, without control and invisible marks; a new line stays
    one and an empty line makes a paragraph. No Paragraph holds more than CHUNK characters.
    `size` makes letters and the air around them that much larger or smaller.
    """
    return _paragraphs(value, _styles()[style] if size == 1 else _sized(style, size))


def heading(value: str, level: int = 1) -> list[Flowable]:
    """A heading, also in the outline. Level 0 is the paper's title, 1 to 3 the parts of it."""
    said = " ".join(_clean(value).split())
    made = text(said, f"heading{min(max(level, 0), 3)}")
    if made:
        made[0].outline = (said[:SHORT], level)
        # Only a short one stays with what follows: ReportLab never ends on one a page tall.
        made[0].keepWithNext = int(len(said) <= SHORT)
    return made


def tagline(value: str) -> list[Flowable]:
    """The quiet line under a heading: for whom this is, or when it was printed."""
    return text(value, "tagline")


def quote(words: str, by: str = "", hue: str = "green") -> list[Flowable]:
    """Somebody's own words in serif between “ ”, a bar in one of HUES beside them, and who says so.

    Breaks over pages wherever needed. Nothing when there are no words; KeyError for another hue.
    """
    bar = HUES[hue]
    if not _clean(words).strip():
        return []
    said = _paragraphs(f"“{_clean(words).strip()}”", _style("quote", bar=bar), _Barred)
    who = _paragraphs(by, _style("quote_by", bar=bar), _Barred)
    if who and len(words) <= TOGETHER:
        said[-1].keepWithNext = 1  # who said it does not stand alone on the next page
    last = (who or said)[-1]
    last.style = last.style.clone("last", spaceAfter=10, bar=bar, bar_below=0)
    return said + who


def picture(content: bytes) -> list[Flowable]:
    """A picture the house drew anew (`groeiplan.files`), upright and never larger than a third of
    the page; drawn small enough that forty of them still make a paper one can send. Nothing for
    what is no picture any more."""
    try:
        with PIL.Image.open(BytesIO(content), formats=["JPEG", "PNG"]) as opened:
            flat = PIL.Image.new("RGB", opened.size, "#ffffff")
            whole = opened.convert("RGBA")
            flat.paste(whole, mask=whole)
    except (OSError, SyntaxError, ValueError):
        return []
    flat.thumbnail((PIXELS, PIXELS))
    drawn = BytesIO()
    flat.save(drawn, "JPEG", quality=80)
    smaller = min(PICTURE_WIDTH / flat.width, PICTURE_HEIGHT / flat.height)
    made = Image(drawn, flat.width * smaller, flat.height * smaller, hAlign="LEFT")
    made.spaceBefore, made.spaceAfter = 2, 10
    return [made]


def contents() -> list[Flowable]:
    """Which parts follow (the headings of level 1 after it), each with its page."""
    listed = TableOfContents(
        levelStyles=[_styles()["listed"]], dotsMinLevel=-1, tableStyle=TableStyle(_PLAIN)
    )
    return [*heading(gettext("Wat staat erin?"), 2), listed]


def pairs(rows: Iterable[tuple[str, str | list[Flowable]]]) -> list[Flowable]:
    """Labels with their values: a str (as people wrote it) or flowables.

    Rows without a value are kept. Each row is a table of its own, and a long value many: a table
    is measured again on every page it crosses, so that one large table would take minutes.
    """
    made: list[Flowable] = []
    for label, value in rows:
        cells = text(value, "cell") if isinstance(value, str) else list(value)
        for place, both in enumerate(zip_longest(text(label, "label"), cells)):
            made.append(_row(*([cell] if cell else [] for cell in both), first=place == 0))
            if len(made) == 1 and isinstance(value, str) and len(value) <= TOGETHER:
                made[0].keepWithNext = 1  # no heading with one row under it at the foot of a page
    if len(made) == 1:
        made[0].keepWithNext = 0
    return made


def bullets(items: Iterable[str]) -> list[Flowable]:
    """A list with a green dot before each item; items without text are left out."""
    made = []
    for item in items:
        first, *rest = _paragraphs(item, _styles()["bullet"], bullet="•") or [None]
        made += [first, *rest] if first else []
    return made


def rule() -> Flowable:
    """A hairline over the whole width, with air around it."""
    return HRFlowable(width="100%", thickness=0.6, color=LINE, spaceBefore=8, spaceAfter=10)


def lettered(words: object, font: str, at_right: bool | None = None) -> list[tuple[str, str]]:
    """One line of what somebody wrote as [(font, letters)], from left to right as it is drawn:
    `font` where it has the letter, else one that does; right-to-left words in their own order
    (`at_right`: as in `reading_order.visual`). For who draws on a canvas; `text` is for everything
    that still has to be cut into lines."""
    said = unicodedata.normalize("NFC", " ".join(str(words).split()))
    line = _clean(reading_order.visual(said, at_right))
    if _coverage(font).issuperset(map(ord, set(line))):
        return [(font, line)] if line else []
    missing = _font_for(MISSING, font)
    return [
        (name or missing, letters if name else MISSING * len(letters))
        for name, letters in _runs(line, font)
    ]


def render(story: Iterable[Flowable], *, title: str, subject: str = "", footer: str) -> bytes:
    """The PDF: A4, `title` (the plan's name) above and `footer` (who may have this paper) below
    each page, with "Bladzijde x van y". Equal input gives equal bytes.

    `title` and `subject` are all that its metadata tells. An empty story gives one page that
    says so. Flowables can be printed once: build a new story for each call.
    """
    _register()
    flowables = list(story) or text(gettext("Hier staat nog niets."), "tagline")
    paper = BytesIO()
    made = _Paper(paper, _clean(title), _clean(subject), footer)
    # Only a list of contents has to know the pages before they are there: it takes two rounds.
    build = made.multiBuild if any(one.isIndexing() for one in flowables) else made.build
    build(flowables, canvasmaker=_NumberedCanvas)
    return paper.getvalue()


# The pages


class _NumberedCanvas(Canvas):
    """Knows how many pages there are only at the end, so footers refer to a form drawn last."""

    def save(self):
        self.beginForm("pages")
        self.setFont("Roboto", 8.5)
        self.setFillColor(MUTED)
        self.drawString(0, 0, str(self._pageNumber - 1))
        self.endForm()
        super().save()


class _Paper(BaseDocTemplate):
    def __init__(self, target: BytesIO, title: str, subject: str, footer: str):
        super().__init__(
            target,
            pagesize=A4,
            invariant=1,
            lang="nl-NL",
            displayDocTitle=True,
            title=title,
            subject=subject,
            author="",
            creator="Groeiplan",
            producer="Groeiplan",
            keywords="",
        )
        self.footer = footer
        frame = Frame(
            MARGIN,
            BOTTOM,
            WIDTH,
            A4[1] - TOP - BOTTOM,
            leftPadding=0,
            rightPadding=0,
            topPadding=0,
            bottomPadding=0,
        )
        self.addPageTemplates(PageTemplate("page", [frame], onPage=self.draw_edges))

    def draw_edges(self, canvas: Canvas, *_) -> None:
        canvas.saveState()
        _draw_mark(canvas, MARGIN + 6, A4[1] - 15.2 * mm)
        _draw_line(canvas, self.title, "header", MARGIN + 18, A4[1] - 17 * mm, 90)
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.6)
        canvas.line(MARGIN, A4[1] - 20 * mm, MARGIN + WIDTH, A4[1] - 20 * mm)
        canvas.line(MARGIN, 22 * mm, MARGIN + WIDTH, 22 * mm)
        _draw_line(canvas, self.footer, "footer", MARGIN, 17 * mm, 120)
        canvas.setFont("Roboto", 8.5)
        canvas.setFillColor(MUTED)
        page = gettext("Bladzijde %(page)d van") % {"page": canvas.getPageNumber()} + " "
        canvas.drawString(MARGIN, 12.5 * mm, page)
        canvas.translate(MARGIN + pdfmetrics.stringWidth(page, "Roboto", 8.5), 12.5 * mm)
        canvas.doForm("pages")
        canvas.restoreState()

    def beforeDocument(self) -> None:  # noqa: N802 (ReportLab's name)
        self.depth, self.marks, self.lists = -1, 0, False

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 (ReportLab's name)
        self.lists = self.lists or flowable.isIndexing()
        if not (outline := getattr(flowable, "outline", None)):
            return
        words, level = outline
        self.depth = min(level, self.depth + 1)  # an outline cannot skip a level
        self.marks += 1
        self.canv.bookmarkPage(f"h{self.marks}")
        self.canv.addOutlineEntry(words, f"h{self.marks}", self.depth)
        if self.lists and level == 1:
            said = _markup(words, _styles()["listed"].fontName)
            self.notify("TOCEntry", (0, said, self.page, f"h{self.marks}"))


def _draw_mark(canvas: Canvas, x: float, y: float) -> None:
    """The table seen from above: six seats round it."""
    canvas.setFillColor(GREEN)
    canvas.circle(x, y, 6, stroke=0, fill=1)
    canvas.setFillColor(HexColor("#ffffff"))
    canvas.circle(x, y, 2.2, stroke=0, fill=1)
    for across, up in ((4, 0), (2, 3.46), (-2, 3.46), (-4, 0), (-2, -3.46), (2, -3.46)):
        canvas.circle(x + across, y + up, 0.85, stroke=0, fill=1)


def _draw_line(canvas: Canvas, words: str, style: str, x: float, y: float, longest: int) -> None:
    """One line at the edge of the page, cut at a word with … when it does not fit."""
    said = " ".join(_clean(words).split())
    if len(said) > longest:
        said = said[:longest].rsplit(" ", 1)[0] + "…"
    made = Paragraph(_markup(said, _styles()[style].fontName), _styles()[style])
    while len(made.breakLines(WIDTH - 20).lines) > 1:
        said = said[: int(len(said) * 0.9)].rstrip("… ") + "…"
        made = Paragraph(_markup(said, _styles()[style].fontName), _styles()[style])
    made.wrapOn(canvas, WIDTH - 20, 40)
    made.drawOn(canvas, x, y)


class _Barred(Paragraph):
    """A paragraph with a bar at its left, down to the next one of the same quote."""

    def draw(self):
        below = getattr(self.style, "bar_below", self.style.spaceAfter)
        self.canv.setFillColor(self.style.bar)
        self.canv.rect(0, -below, 2.2, self.height + below, stroke=0, fill=1)
        super().draw()


def _row(label: list[Flowable], value: list[Flowable], *, first: bool = False) -> Table:
    row = Table(
        [[label, value]], colWidths=[LABEL_WIDTH, WIDTH - LABEL_WIDTH], splitInRow=1, hAlign="LEFT"
    )
    row.setStyle(_FIRST_ROW if first else _NEXT_ROW)
    return row


_PLAIN = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (0, -1), 0),
    ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
]
_FIRST_ROW = TableStyle(
    [*_PLAIN, ("TOPPADDING", (0, 0), (-1, -1), 5), ("LINEABOVE", (0, 0), (-1, 0), 0.6, LINE)]
)
_NEXT_ROW = TableStyle([*_PLAIN, ("TOPPADDING", (0, 0), (-1, -1), 0)])


# From what people write to paragraphs


def _paragraphs(
    value: object, style: ParagraphStyle, kind: type = Paragraph, bullet: str | None = None
) -> list:
    inside = style.clone("inside", spaceAfter=0, bar=getattr(style, "bar", None))
    made = []
    for block in _blocks(_clean(value)):
        # Each change of font inside a word makes ReportLab slower: mixed text in smaller pieces.
        plain = _coverage(style.fontName).issuperset(map(ord, set(block) - {"\n"}))
        chunks = list(_chunks(block, CHUNK if plain else CHUNK // 5))
        for chunk in chunks:
            markup = "<br/>".join(_markup(line, style.fontName) for line in chunk.split("\n"))
            made.append(kind(markup, style if chunk is chunks[-1] else inside, bulletText=bullet))
            bullet = None
    return made


def _clean(value: object) -> str:
    """NFC, spaces for tabs and the like; no control, format, private or unpaired surrogate marks.

    Emoji joined by invisible marks fall apart into their pictures: nothing here can join them.
    """
    if value is None:
        return ""
    lines = "\n".join(unicodedata.normalize("NFC", str(value)).splitlines())
    if lines.isascii() and lines.replace("\n", "").isprintable():
        return lines
    return "".join(_KEEP[c] for c in lines)


class _Keep(dict):
    """What to print for a character, worked out once for each."""

    VARIANTS: ClassVar = {*map(chr, range(0xFE00, 0xFE10)), *map(chr, range(0x1F3FB, 0x1F400))}

    def __missing__(self, character: str) -> str:
        kind = unicodedata.category(character)
        kept = character
        if character == "\t" or kind.startswith("Z"):
            kept = "\N{NO-BREAK SPACE}" if character == "\N{NO-BREAK SPACE}" else " "
        elif (kind.startswith("C") and kind != "Cn") or character in self.VARIANTS:
            kept = ""
        self[character] = kept
        return kept


_KEEP = _Keep({"\n": "\n"})


def _blocks(said: str) -> Iterator[str]:
    """Runs of lines between empty lines."""
    lines = (line.strip() for line in said.split("\n"))
    for filled, run in groupby(lines, key=bool):
        if filled:
            yield "\n".join(run)


def _chunks(block: str, longest: int) -> Iterator[str]:
    """At most `longest` characters and LINES lines each, cut at a space where there is one."""
    while block:
        end = min(longest, len(block))
        if end < len(block):
            end = max(block.rfind(gap, longest // 2, longest) for gap in " \n") + 1 or longest
        cut = -1
        for _ in range(LINES):
            if (cut := block.find("\n", cut + 1, end)) < 0:
                break
        end = cut + 1 if cut >= 0 else end
        chunk, block = block[:end].strip(), block[end:]
        if chunk:
            yield chunk


def _markup(line: str, font: str) -> str:
    """Escaped, with <font> around what `font` does not have."""
    if _coverage(font).issuperset(map(ord, set(line))):
        return escape(line)
    parts = []
    for name, words in _runs(line, font):
        if name is None:
            name, words = _font_for(MISSING, font), MISSING * len(words)
        parts.append(
            escape(words) if name == font else f'<font name="{name}">{escape(words)}</font>'
        )
    return "".join(parts)


def _runs(line: str, font: str) -> list[tuple[str | None, str]]:
    """The line in stretches of one font each; a space stays with the word before it."""
    runs: list[tuple[str | None, str]] = []
    for character in line:
        before, words = runs[-1] if runs else (font, "")
        stays = character == " " and before in _SPACED
        name = before if stays else _font_for(character, font)
        if runs and name == before:
            runs[-1] = (name, words + character)
        else:
            runs.append((name, character))
    return runs


# Fonts and styles

_OWN_FONTS = {
    "Roboto": ("font_roboto", "files/Roboto-Regular.ttf"),
    "Roboto-Medium": ("font_roboto", "files/Roboto-Medium.ttf"),
    "Serif": ("font_source_serif_pro", "files/SourceSerifPro-Regular.ttf"),
    "Serif-Semibold": ("font_source_serif_pro", "files/SourceSerifPro-Semibold.ttf"),
}
_NOTO = (
    "Sans",
    "Emoji",
    "SansSymbols",
    "SansArabic",
    "SansEthiopic",
    "SansHebrew",
    "SansArmenian",
    "SansGeorgian",
    "SansDevanagari",
    "SansBengali",
    "SansGujarati",
    "SansGurmukhi",
    "SansTamil",
    "SansTelugu",
    "SansKannada",
    "SansMalayalam",
    "SansOriya",
    "SansSinhala",
    "SansThai",
    "SansLao",
    "SansKhmer",
    "SansMyanmar",
)

# Scripts with words and a space of their own; the space in the emoji font is far too wide.
_SPACED = {f"Noto{name}" for name in _NOTO if name not in ("Emoji", "SansSymbols")}


@cache
def _register() -> None:
    """Makes the fonts known to ReportLab, once in a process."""
    noto = {f"Noto{name}": ("manimgx_fonts", f"Noto{name}[wght].ttf") for name in _NOTO}
    for name, (package, path) in (_OWN_FONTS | noto).items():
        pdfmetrics.registerFont(TTFont(name, str(files(package) / path)))
        pdfmetrics.registerFontFamily(name, normal=name, bold=name, italic=name, boldItalic=name)


@cache
def _coverage(font: str) -> frozenset[int]:
    _register()
    return frozenset(pdfmetrics.getFont(font).face.charToGlyph)


@cache
def _font_for(character: str, font: str) -> str | None:
    """The font that has this character, `font` itself first; None when none has it."""
    return next(
        (
            name
            for name in (font, "Serif", *(f"Noto{n}" for n in _NOTO))
            if ord(character) in _coverage(name)
        ),
        None,
    )


def _style(name: str, **more) -> ParagraphStyle:
    return _styles()[name].clone(name, **more)


@cache
def _sized(name: str, size: float) -> ParagraphStyle:
    plain = _styles()[name]
    sizes = ("fontSize", "leading", "spaceBefore", "spaceAfter")
    return plain.clone(name, **{one: getattr(plain, one) * size for one in sizes})


@cache
def _styles() -> dict[str, ParagraphStyle]:
    _register()
    made: dict[str, ParagraphStyle] = {}

    def add(name: str, parent: str | None = None, **more) -> None:
        made[name] = ParagraphStyle(name, parent=made.get(parent), **more)

    add(
        "body",
        fontName="Roboto",
        fontSize=10.5,
        leading=16,
        textColor=INK,
        spaceAfter=7,
        allowWidows=0,
        allowOrphans=0,
        splitLongWords=1,
    )
    add("words", "body", fontName="Serif", fontSize=11.5, leading=17)
    add("small", "body", fontSize=9, leading=13.5, textColor=MUTED)
    add("tagline", "body", fontSize=10, leading=15, textColor=MUTED, spaceAfter=12)
    add("cell", "body", spaceAfter=0)
    add("label", "cell", textColor=MUTED)
    add("listed", "cell")
    add(
        "bullet",
        "body",
        leftIndent=14,
        bulletIndent=2,
        bulletColor=GREEN,
        bulletFontName="Roboto-Medium",
        bulletFontSize=11,
        spaceAfter=3,
    )
    add("quote", "words", leftIndent=13, spaceAfter=2)
    add("quote_by", "small", leftIndent=13, spaceAfter=2)
    add("heading0", "body", fontName="Serif-Semibold", fontSize=26, leading=32, spaceAfter=5)
    add("heading1", "heading0", fontSize=17, leading=23, spaceBefore=18, textColor=GREEN)
    add("heading2", "heading0", fontSize=13, leading=18, spaceBefore=11, spaceAfter=4)
    add(
        "heading3",
        "heading2",
        fontName="Roboto-Medium",
        fontSize=10.5,
        leading=16,
        spaceBefore=6,
        spaceAfter=2,
    )
    add("header", "small", fontName="Serif-Semibold", fontSize=9.5, leading=12, textColor=INK)
    add("footer", "small", fontSize=8.5, leading=11)
    return made
