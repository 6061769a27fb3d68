"""A child's story on paper: A4 on its side, one page a sheet, large letters, the picture first."""

from io import BytesIO

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from groeiplan import files, pdf
from groeiplan.parts import listed
from groeiplan.reading_order import begins_at_right
from timeline import child

SIZE = WIDTH, HEIGHT = landscape(A4)
MARGIN, FOOT = 52, 46
GAP = 34  # between the picture and the words
PICTURE = 0.5  # of the width, at most
LETTERS = (27, 25, 23, 21, 19, 17, 15, 13.5, 12, 11)  # points, the largest that fits
TITLES = (38, 34, 30, 27, 24, 21, 18)
LEADING = 1.42
SUN, SUN_SOFT = HexColor("#d99a1c"), HexColor("#fff3d6")
TITLE_FONT, FONT = "Serif-Semibold", "Serif"


def story_on_paper(standing, footer):
    """The PDF of this story: its cover, its pages in order, and how it ends."""
    return Paper(standing, footer).made()


class Paper:
    """The sheets of one story."""

    def __init__(self, standing, footer):
        self.standing, self.story, self.footer = standing, standing.story, footer
        self.target = BytesIO()
        self.canvas = Canvas(
            self.target, pagesize=SIZE, invariant=1, lang="nl-NL", pageCompression=1
        )
        self.canvas.setTitle(" ".join(self.story.title.split()))
        self.canvas.setCreator("Groeiplan")

    def made(self):
        """The PDF, sheet after sheet."""
        self._cover()
        for number, page in enumerate(self.standing.pages, 1):
            self._page(number, page)
        self._end()
        self.canvas.save()
        return self.target.getvalue()

    def _cover(self):
        name = _("Voor %s") % self.standing.child.shown_name
        rows = [
            *self._fitted(self.story.title, TITLE_FONT, (52, 44, 38, 32, 26), 560, 250, pdf.GREEN),
            *_rows(name, FONT, 26, 560, pdf.INK),
        ]
        backers = child.called(self.standing.needed)
        if backers:
            said = _("Hier staan achter: %s") % listed(backers)
            rows += _rows(said, "Roboto", 13, 560, pdf.MUTED)
        self._middle(rows)

    def _page(self, number, page):
        picture = self._picture(page.picture)
        left = MARGIN + (picture + GAP if picture else 0)
        wide = WIDTH - MARGIN - left
        if not picture:
            wide = min(wide, 560)
            left = (WIDTH - wide) / 2
        rows = self._words(page, wide)
        y = (HEIGHT + FOOT + _height(rows)) / 2
        self._rows(rows, left, y, wide)
        self._foot(number)

    def _words(self, page, wide):
        """The rows of what a page says, with letters that leave room for all of it."""
        room = HEIGHT - 2 * MARGIN - FOOT
        head = _rows(capfirst(page.when_words), "Roboto-Medium", 16, wide, pdf.GREEN)
        head += self._fitted(page.title, TITLE_FONT, TITLES, wide, room * 0.4, pdf.INK)
        good = [("sun", _("een fijne herinnering"), 24)] if page.good else []
        left = room - _height([*head, *good])
        return [*head, *self._fitted(page.text, FONT, LETTERS, wide, left, pdf.INK), *good]

    def _end(self):
        rows = self._fitted(self.story.ending, FONT, (30, 26, 22, 18), 580, 300, pdf.INK)
        rows += _rows(_("Einde"), TITLE_FONT, 22, 580, pdf.GREEN)
        self._middle(rows)

    def _fitted(self, words, font, sizes, wide, room, colour):
        """The rows of these words in the first of these sizes that leaves them inside the room; in
        the smallest all on one after another, without what was typed as a new line."""
        for size in sizes:
            rows = _rows(words, font, size, wide, colour)
            if _height(rows) <= room:
                return rows
        return _rows(" ".join(words.split()), font, sizes[-1], wide, colour)

    def _middle(self, rows):
        """A sheet with only these rows, in the middle under a sun."""
        top = (HEIGHT + _height(rows)) / 2
        self._sun(WIDTH / 2, top + 52, 20)
        for row in rows:
            top -= row[-1]
            if row[0] == "line":
                _kind, runs, size, colour, _at_right, _high = row
                self._runs((WIDTH - _wide(runs, size)) / 2, top, runs, size, colour)
        self._foot()

    def _rows(self, rows, left, top, wide):
        for row in rows:
            top -= row[-1]
            if row[0] == "sun":
                self._sun(left + 8, top + 4, 5)
                self._runs(left + 22, top, pdf.lettered(row[1], "Roboto"), 14, pdf.MUTED)
            elif row[0] == "line":
                _kind, runs, size, colour, at_right, _high = row
                x = left + at_right * (wide - _wide(runs, size))
                self._runs(x, top, runs, size, colour)

    def _picture(self, stored):
        """Draw the picture at the left; returns how wide it is, 0 for none."""
        if stored is None or stored.removed or not files.place(stored).is_file():
            return 0
        image = ImageReader(str(files.place(stored)))
        across, down = image.getSize()
        most_wide, most_high = (WIDTH - 2 * MARGIN) * PICTURE, HEIGHT - 2 * MARGIN - FOOT
        scale = min(most_wide / across, most_high / down)
        wide, high = across * scale, down * scale
        y = (HEIGHT + FOOT - high) / 2
        self.canvas.saveState()
        path = self.canvas.beginPath()
        path.roundRect(MARGIN, y, wide, high, 12)
        self.canvas.clipPath(path, stroke=0, fill=0)
        self.canvas.drawImage(image, MARGIN, y, wide, high, mask="auto")
        self.canvas.restoreState()
        self.canvas.setStrokeColor(pdf.LINE)
        self.canvas.roundRect(MARGIN, y, wide, high, 12, stroke=1, fill=0)
        return wide

    def _foot(self, number=0):
        """Whose paper it is, small; and the end of the sheet."""
        runs = pdf.lettered(self.footer, "Roboto")
        self._runs(MARGIN, MARGIN - 18, runs, 9, pdf.MUTED)
        if number:
            said = str(number)
            wide = pdfmetrics.stringWidth(said, TITLE_FONT, 15)
            self._runs(WIDTH - MARGIN - wide, MARGIN - 20, [(TITLE_FONT, said)], 15, pdf.GREEN)
        self.canvas.showPage()

    def _sun(self, x, y, size):
        canvas = self.canvas
        canvas.setFillColor(SUN_SOFT)
        canvas.setStrokeColor(SUN)
        canvas.setLineWidth(max(1, size / 7))
        canvas.circle(x, y, size * 0.62, stroke=1, fill=1)
        for across, up in ((1, 0), (0.71, 0.71), (0, 1), (-0.71, 0.71)):
            for side in (1, -1):
                dx, dy = across * side * size, up * side * size
                canvas.line(x + dx * 0.85, y + dy * 0.85, x + dx * 1.2, y + dy * 1.2)

    def _runs(self, x, y, runs, size, colour):
        self.canvas.setFillColor(colour)
        for name, letters in runs:
            self.canvas.setFont(name, size)
            self.canvas.drawString(x, y, letters)
            x += pdfmetrics.stringWidth(letters, name, size)


def _rows(words, font, size, wide, colour):
    """[("line", letters as they are drawn, size, colour, at the right?, height)], and a little air
    after each stretch of words."""
    rows = []
    at_right = begins_at_right(words)
    for stretch in filter(None, (" ".join(one.split()) for one in words.splitlines())):
        for line in _cut(stretch, font, size, wide):
            runs = pdf.lettered(line, font, at_right)
            rows.append(("line", runs, size, colour, at_right, size * LEADING))
        rows.append(("air", size * 0.45))
    return rows


def _cut(words, font, size, wide):
    """These words in lines of that width; a word that is too wide by itself is cut."""
    lines, line = [], ""
    for word in words.split(" "):
        longer = f"{line} {word}" if line else word
        if _wide(pdf.lettered(longer, font), size) <= wide:
            line = longer
            continue
        if line:
            lines.append(line)
        while _wide(pdf.lettered(word, font), size) > wide:
            fits = max(1, int(len(word) * wide / _wide(pdf.lettered(word, font), size)))
            lines.append(word[:fits])
            word = word[fits:]
        line = word
    return [*lines, line] if line else lines


def _height(rows):
    return sum(row[-1] for row in rows)


def _wide(runs, size):
    return sum(pdfmetrics.stringWidth(letters, name, size) for name, letters in runs)
