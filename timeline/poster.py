"""The four lines as a poster, on A3 or A2: the drawing of the page, on paper, for one reader."""

from functools import cache
from io import BytesIO

from django.utils.translation import gettext as _
from reportlab.lib.colors import HexColor, white
from reportlab.lib.pagesizes import A2, A3, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from groeiplan import pdf
from groeiplan.reading_order import begins_at_right
from timeline import seen
from timeline.drawing import MONTHS
from timeline.layout import SMALL, TITLE
from timeline.pdf import HUES
from timeline.seen import line_names
from timeline.sheets import spread

SIZES = {"a3": landscape(A3), "a2": landscape(A2)}
MARGIN, HEAD, FOOT = 34, 56, 44
ROW, CHIP = 17, 10  # of what has no date: its line and its letters, in points
MOST_ROWS = 4  # of it under the lines; more gets a sheet of its own
SLICES = 12  # in which a soft edge fades


def poster(visit, size, today, footer):
    """The PDF of what this visitor may read, on paper of this size: without moments, the lines."""
    moments = [one for one in seen.everything(visit) if one.drawn]
    paper = Poster(visit, SIZES[size], line_names(visit), footer)
    return paper.made_of(moments, today)


def spot_of(one):
    """The moment as the drawing on paper knows it: with who tells it, as nobody can tap there."""
    return one.spot()._replace(note=_told_by(one))


def _told_by(one):
    names = list(dict.fromkeys(telling.told_by.shown_name for telling in one.drawn))
    said = ", ".join(names)
    if one.is_proposal:
        return _("voorstel van %s") % said
    others = [telling for telling in one.drawn if telling.title != one.title]
    if len(one.drawn) == 2 and others:
        other = others[0]
        return _("%(name)s: “%(title)s”") % {
            "name": other.told_by.shown_name,
            "title": other.title,
        }
    if len(one.drawn) > 1:
        return _("%(count)d verhalen: %(names)s") % {"count": len(one.drawn), "names": said}
    return said


class Poster:
    """Sheets of one size for one reader."""

    def __init__(self, visit, size, names, footer):
        self.width, self.height = size
        self.names, self.footer = names, footer
        self.title = " ".join((visit.plan.family_name or visit.plan.name).split())
        self.canvas = None

    @property
    def inside(self):
        """How wide the drawing may be."""
        return self.width - 2 * MARGIN

    def made_of(self, moments, today):
        """The PDF of these `Seen` moments."""
        undated = self._rows([one for one in moments if not one.told])
        below = len(undated) if len(undated) <= MOST_ROWS else 0
        room = self.height - 2 * MARGIN - HEAD - FOOT - (below + 1) * ROW * bool(below)
        spots = [spot_of(one) for one in moments if one.told]
        alone = [] if below else self._pages(undated)
        months, lanes = [str(name) for name in MONTHS], list(self.names)
        drawn = spots or not alone
        sheets = spread(spots, lanes, today, self.inside, room, months) if drawn else []
        return self._drawn(sheets, undated[:below], alone, len(sheets) + len(alone))

    def _drawn(self, sheets, below, alone, number):
        target = BytesIO()
        self.canvas = Canvas(
            target, pagesize=(self.width, self.height), invariant=1, lang="nl-NL",
            pageCompression=1,
        )  # fmt: skip
        self.canvas.setTitle(_("Dit zijn wij"))
        self.canvas.setCreator("Groeiplan")
        for place, sheet in enumerate(sheets, 1):
            self._edges(place, number)
            room = below if place == len(sheets) else []
            self._picture(sheet, (len(room) + 1) * ROW * bool(room))
            self._undated(room, MARGIN + FOOT + len(room) * ROW)
            self.canvas.showPage()
        for place, rows in enumerate(alone, len(sheets) + 1):
            self._edges(place, number)
            self._undated(rows, self.height - MARGIN - HEAD - ROW)
            self.canvas.showPage()
        self.canvas.save()
        return target.getvalue()

    # What stands round the drawing

    def _edges(self, place, number):
        top = self.height - MARGIN
        self._words(MARGIN, top - 28, _("Dit zijn wij"), "Serif-Semibold", 30, pdf.GREEN)
        begin = MARGIN + pdfmetrics.stringWidth(_("Dit zijn wij"), "Serif-Semibold", 30) + 18
        self._words(begin, top - 28, self.title, "Serif", 17, pdf.MUTED)
        if number > 1:
            of = _("Blad %(place)d van %(number)d") % {"place": place, "number": number}
            wide = pdfmetrics.stringWidth(of, "Roboto", 13)
            self._words(self.width - MARGIN - wide, top - 24, of, "Roboto", 13, pdf.MUTED)
        legend = _(
            "Wat vervaagt, was ongeveer of loopt nog. Een stippelrand: voorgesteld, het gezin heeft"
            " nog niet geantwoord. Jaren waarin veel gebeurde, zijn breder."
        )
        self._words(MARGIN, MARGIN + 16, legend, "Roboto", 9.5, pdf.MUTED)
        self._words(MARGIN, MARGIN, self.footer, "Roboto", 9.5, pdf.MUTED)

    # The four lines

    def _picture(self, sheet, kept):
        picture, canvas = sheet.picture, self.canvas
        top = self.height - MARGIN - HEAD
        room = (top - MARGIN - FOOT - kept) / sheet.scale
        air = max(0, room - picture.height) / max(1, len(picture.lanes))
        canvas.saveState()
        canvas.translate(MARGIN, top)
        canvas.scale(sheet.scale, sheet.scale)
        height = picture.height + air * len(picture.lanes)
        for number, lane in enumerate(picture.lanes):
            self._seat(picture, lane, number * air, air)
        self._years(picture, height, sheet.ends_today)
        for number, lane in enumerate(picture.lanes):
            self._lane(picture, lane, number * air)
        canvas.restoreState()

    def _seat(self, picture, lane, down, air):
        self.canvas.setFillColor(tint(hue(lane.strand), 0.09))
        bottom = lane.y + lane.height + down + air
        self.canvas.roundRect(0, -bottom, picture.width, lane.height + air, 12, stroke=0, fill=1)

    def _years(self, picture, height, with_today):
        canvas = self.canvas
        canvas.setLineWidth(0.8)
        for tick in picture.ticks:
            canvas.setStrokeColor(pdf.LINE if tick.label else tint(pdf.LINE, 0.45))
            canvas.line(tick.x, -46, tick.x, -height)
            if tick.label:
                canvas.setFillColor(pdf.MUTED)
                canvas.setFont("Roboto-Medium", 15)
                canvas.drawCentredString(tick.label_x, -38, tick.label)
        if with_today:
            canvas.setStrokeColor(WARM)
            canvas.setDash(3, 4)
            canvas.line(picture.today_x, -20, picture.today_x, -24)  # the names of years between
            canvas.line(picture.today_x, -46, picture.today_x, -height)
            canvas.setDash()
            canvas.setFillColor(WARM)
            canvas.setFont("Roboto-Medium", 14)
            canvas.drawCentredString(picture.today_label_x, -14, _("vandaag"))

    def _lane(self, picture, lane, down):
        canvas, colour = self.canvas, hue(lane.strand)
        self._words(
            14, -(lane.y + 25 + down), self.names[lane.strand], "Serif-Semibold", 20, colour
        )
        canvas.setStrokeColor(tint(colour, 0.4))
        canvas.setLineWidth(2)
        canvas.line(14, -(lane.axis_y + down), picture.width - 14, -(lane.axis_y + down))
        for card in lane.cards:
            self._mark(card, colour, down)
        for card in lane.cards:
            self._card(card, colour, down)

    def _mark(self, card, colour, down):
        canvas, mark = self.canvas, card.mark
        y = -(mark.y + down)
        if mark.halo_width:
            self._bar(mark.halo_x, y - 7, mark.halo_width, 14, tint(colour, 0.45), "both")
        canvas.setStrokeColor(tint(colour, 0.4))
        canvas.setLineWidth(1)
        canvas.line(card.stem_x, y, card.stem_x, -(card.y + down))
        if mark.width:
            self._bar(mark.x, y - 5, mark.width, 10, colour, mark.soft)
        else:
            canvas.setFillColor(white if card.spot.proposal else colour)
            canvas.setStrokeColor(colour)
            canvas.circle(mark.x, y, 6, stroke=1, fill=1)

    def _bar(self, x, y, width, height, colour, soft):
        """A bar whose soft ends fade into the paper."""
        canvas = self.canvas
        canvas.setFillColor(colour)
        if not soft:
            canvas.roundRect(x, y, width, height, height / 2, stroke=0, fill=1)
            return
        edge = min(width * 0.4, 90)
        left = edge if soft in ("begin", "both") else 0
        right = edge if soft in ("end", "both") else 0
        canvas.rect(x + left, y, width - left - right, height, stroke=0, fill=1)
        for number in range(SLICES):
            canvas.setFillColor(tint(colour, 1 - 0.92 * (number + 0.5) / SLICES))
            step = edge / SLICES
            if right:
                canvas.rect(x + width - right + number * step, y, step, height, stroke=0, fill=1)
            if left:
                canvas.rect(x + left - (number + 1) * step, y, step, height, stroke=0, fill=1)

    def _card(self, card, colour, down):
        canvas = self.canvas
        y = -(card.y + card.height + down)
        canvas.setStrokeColor(tint(colour, 0.55))
        canvas.setLineWidth(1)
        canvas.setFillColor(white)
        if card.spot.tellings > 1:
            canvas.roundRect(card.x + 4, y - 4, card.width, card.height, 8, stroke=1, fill=1)
        if card.spot.proposal:
            canvas.setDash(5, 4)
        canvas.roundRect(card.x, y, card.width, card.height, 8, stroke=1, fill=1)
        canvas.setDash()
        at_right = begins_at_right(card.spot.title)
        for words, at in card.title:
            runs = pdf.lettered(words, "Roboto-Medium", at_right)
            x = card.x + 10 + at_right * (card.width - 20 - _wide(runs, TITLE))
            self._runs(x, -(at + down), runs, TITLE, pdf.INK)
        for words, at in card.subtitle:
            runs = pdf.lettered(words, "Roboto", at_right=False)
            self._runs(card.x + 10, -(at + down), runs, SMALL, pdf.MUTED)

    # What has no date

    def _rows(self, moments):
        """Moments without a date, in rows of (moment, x) as wide as the paper."""
        rows, x = [], self.inside
        for one in moments:
            wide = _wide(pdf.lettered(_short(one.title), "Roboto-Medium"), CHIP) + 38
            if x + wide > self.inside:
                rows.append([])
                x = 0
            rows[-1].append((one, x))
            x += wide
        return rows

    def _pages(self, rows):
        most = int((self.height - 2 * MARGIN - HEAD - FOOT) / ROW) - 2
        return [rows[begin : begin + most] for begin in range(0, len(rows), most)]

    def _undated(self, rows, top):
        if not rows:
            return
        known = _("Wanneer, dat weten we niet")
        self._words(MARGIN, top, known, "Serif-Semibold", 12, pdf.INK)
        for number, row in enumerate(rows, 1):
            y = top - number * ROW
            for one, x in row:
                self.canvas.setFillColor(hue(one.strand))
                self.canvas.circle(MARGIN + x + 4, y + 3.5, 4, stroke=0, fill=1)
                self._words(MARGIN + x + 14, y, _short(one.title), "Roboto-Medium", CHIP, pdf.INK)

    # Letters

    def _words(self, x, y, words, font, size, colour):
        """One line of words; right-to-left ones in their own order, each letter in a font that
        has it."""
        self._runs(x, y, pdf.lettered(words, font), size, colour)

    def _runs(self, x, y, runs, size, colour):
        canvas = self.canvas
        canvas.setFillColor(colour)
        for name, letters in runs:
            canvas.setFont(name, size)
            canvas.drawString(x, y, letters)
            if len(runs) > 1:
                x += pdfmetrics.stringWidth(letters, name, size)


def _wide(runs, size):
    return sum(pdfmetrics.stringWidth(letters, name, size) for name, letters in runs)


WARM = HexColor("#a8432a")


def hue(strand):
    """The colour of a line."""
    return pdf.HUES[HUES[strand]]


@cache
def tint(colour, strength):
    """This colour on white paper, thinned: 1 is all of it."""
    return HexColor(
        sum(
            round(255 + (part * 255 - 255) * strength) << shift
            for part, shift in zip(colour.rgb(), (16, 8, 0), strict=True)
        )
    )


def _short(title):
    said = " ".join(title.split())
    return said if len(said) <= 60 else said[:59] + "…"
