"""An empty A3 sheet: the lines without a year on them, to write and draw on together."""

from io import BytesIO

from django.utils.translation import gettext as _
from reportlab.lib.colors import white
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from groeiplan import pdf
from timeline.drawing import HOLDS
from timeline.poster import MARGIN, SIZES, hue, tint
from timeline.seen import line_names

YEARS = 8  # places to write one
TOP, BOTTOM, BETWEEN = 96, 58, 12
LABEL = 40  # of a lane, above its axis


def empty_sheet(visit):
    """The PDF: a lane for each line this visitor may see, by the name it has in this family."""
    target = BytesIO()
    pdf.lettered("", "Roboto")  # the fonts are known from here on
    width, height = SIZES["a3"]
    canvas = Canvas(target, pagesize=SIZES["a3"], invariant=1, lang="nl-NL")
    canvas.setTitle(_("Dit zijn wij"))
    canvas.setCreator("Groeiplan")
    _head(canvas, height)
    names = line_names(visit)
    tall = (height - TOP - BOTTOM - BETWEEN * (len(names) - 1)) / len(names)
    for number, (strand, name) in enumerate(names.items()):
        top = height - TOP - number * (tall + BETWEEN)
        _lane(canvas, strand, name, top, tall, width)
    _years(canvas, width, height)
    _foot(canvas)
    canvas.save()
    return target.getvalue()


def _head(canvas, height):
    write(canvas, MARGIN, height - 58, _("Dit zijn wij"), "Serif-Semibold", 32, pdf.GREEN)
    x = MARGIN + pdfmetrics.stringWidth(_("Dit zijn wij"), "Serif-Semibold", 32) + 22
    said = _("Schrijf, teken of plak. Ruw is goed. Eén moment is al een begin.")
    write(canvas, x, height - 57, said, "Serif", 17, pdf.MUTED)


def _lane(canvas, strand, name, top, tall, width):
    colour = hue(strand)
    canvas.setFillColor(tint(colour, 0.08))
    canvas.roundRect(MARGIN, top - tall, width - 2 * MARGIN, tall, 14, stroke=0, fill=1)
    write(canvas, MARGIN + 16, top - 27, name, "Serif-Semibold", 19, colour)
    x = MARGIN + 30 + _wide(name, "Serif-Semibold", 19)
    write(canvas, x, top - 26, str(HOLDS[strand]), "Roboto", 11.5, pdf.MUTED)
    canvas.setStrokeColor(tint(colour, 0.7))
    canvas.setLineWidth(2.5)
    canvas.line(MARGIN + 16, top - LABEL - 6, width - MARGIN - 16, top - LABEL - 6)


def _years(canvas, width, height):
    """Places for years, above the lanes and down through them, faint."""
    step = (width - 2 * MARGIN) / YEARS
    for number in range(YEARS):
        x = MARGIN + number * step
        canvas.setStrokeColor(pdf.LINE)
        canvas.setLineWidth(0.8)
        canvas.setFillColor(white)
        canvas.roundRect(x + step / 2 - 36, height - TOP + 5, 72, 20, 5, stroke=1, fill=1)
        if number:
            canvas.setDash(1, 5)
            canvas.line(x, height - TOP + 14, x, BOTTOM)
            canvas.setDash()


def _foot(canvas):
    said = _(
        "In de vakjes bovenaan: een jaar, of “toen jullie gingen samenwonen”. Weet je niet "
        "wanneer? Schrijf het op een briefje en schuif ermee."
    )
    write(canvas, MARGIN, 36, said, "Roboto", 11.5, pdf.MUTED)
    said = _(
        "Niemand hoeft alles te vertellen. Zien jullie het anders? Schrijf het naast elkaar, met je"
        " naam erbij."
    )
    write(canvas, MARGIN, 20, said, "Roboto", 11.5, pdf.MUTED)


def write(canvas, x, y, words, font, size, colour):
    """One line of words on the canvas."""
    canvas.setFillColor(colour)
    for name, letters in pdf.lettered(words, font):
        canvas.setFont(name, size)
        canvas.drawString(x, y, letters)
        x += pdfmetrics.stringWidth(letters, name, size)


def _wide(words, font, size):
    runs = pdf.lettered(words, font)
    return sum(pdfmetrics.stringWidth(letters, name, size) for name, letters in runs)
