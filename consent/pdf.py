"""The consent statement on paper: one sheet of A4 in plain Dutch, filled in or blank.

It is one sheet whatever was written. Letters shrink first, to `SIZES[-1]`; then long texts end
with "…", and the sheet says that not everything is on it."""

from itertools import product

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import HRFlowable, Spacer, Table, TableStyle

from consent.models import Consent
from consent.parts import grouped
from consent.sharing import begin_words
from consent.standing import State
from consent.voices import Answer, voices
from groeiplan import dates, pdf

SIZES = (1.2, 1.1, 1, 0.95, 0.9, 0.85, 0.8, 0.76)  # 12.6 points, down to 8
LENGTHS = (None, 900, 600, 400, 250, 150, 80, 40)  # letters of one answer; None is all of it
MOST_LINES = 14  # people in one list, where it has to be short
ROOM = A4[1] - pdf.TOP - pdf.BOTTOM
LABEL, VALUE = 38 * mm, pdf.WIDTH - 38 * mm
SIGNING = (78 * mm, 50 * mm, pdf.WIDTH - 128 * mm)
TO_WRITE, PALE = 17, HexColor("#8f9a98")
BOX = "☐"
BLANK_SIGNATURES = 5


def statement(shared, visit):
    """The PDF of one consent (`sharing.Shared`), as it stands now."""
    return _render(lambda sheet: _filled(sheet, shared, visit), visit)


def blank(visit):
    """The PDF with nothing filled in but the names of the plan's parts."""
    return _render(lambda sheet: _empty(sheet, visit), visit)


class Sheet:
    """How large the letters are and how long one answer may be, while a sheet is tried."""

    def __init__(self, size, longest):
        self.size, self.longest, self.cut = size, longest, False

    def text(self, value, style="cell"):
        """What was written, cut at a word with "…" where it may not be this long."""
        return pdf.text(self.short(value), style, self.size)

    def short(self, value):
        """The words, or as many of them as there is room for."""
        said = str(value)
        if self.longest is None or len(said) <= self.longest:
            return said
        self.cut = True
        return said[: self.longest].rsplit(" ", 1)[0] + "…"

    def some(self, rows):
        """The first of these rows, where a long list has to be short."""
        if self.longest is None or len(rows) <= MOST_LINES:
            return rows
        self.cut = True
        return rows[:MOST_LINES]

    def row(self, label, cell):
        """A label and its answer: a text, a list of texts, or flowables."""
        values = cell if isinstance(cell, list) else [cell]
        flowables = []
        for one in self.some(values):
            flowables += self.text(one) if isinstance(one, str) else [one]
        return self._table([[pdf.text(label, "label", self.size), flowables]], (LABEL, VALUE))

    def line(self, n=1):
        """Lines to write on."""
        hair = {"width": "100%", "thickness": 0.6, "color": PALE, "spaceBefore": 0, "spaceAfter": 3}
        made = []
        for _line in range(n):
            made += [Spacer(1, TO_WRITE * self.size), HRFlowable(**hair)]
        return made

    def signatures(self, rows):
        """Who must say yes: name and why, answer or room to sign, and the day."""
        head = (_("Wie"), _("Ja, of handtekening"), _("Datum"))
        cells = [[pdf.text(one, "label", self.size) for one in head]]
        cells += [[self.text(one) for one in row] for row in self.some(rows)]
        heights = [None] + [None if any(row[1:]) else 30 * self.size for row in self.some(rows)]
        return self._table(cells, SIGNING, heights, grid=True)

    def _table(self, cells, widths, heights=None, *, grid=False):
        air = 3.5 * self.size
        table = Table(cells, colWidths=widths, rowHeights=heights, hAlign="LEFT")
        table.setStyle(
            TableStyle(
                [
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("LEFTPADDING", (0, 0), (0, -1), 0),
                    ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
                    ("TOPPADDING", (0, 0), (-1, -1), air),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), air),
                    ("LINEABOVE", (0, 0), (-1, -1 if grid else 0), 0.6, pdf.LINE),
                    *([("LINEBELOW", (0, -1), (-1, -1), 0.6, pdf.LINE)] if grid else []),
                ]
            )
        )
        return table


def _render(build, visit):
    """The first try that fits on one page: largest letters first, then shorter texts."""
    tries = [(size, None) for size in SIZES] + list(product(SIZES[-1:], LENGTHS[1:]))
    for size, longest in tries:
        sheet = Sheet(size, longest)
        made = build(sheet)
        if sheet.cut:
            said = _("Niet alles paste op dit blad (…). Alles staat in het plan, bij Delen.")
            made += pdf.text(said, "small", size)
        if _height(made) <= ROOM:
            break
    return pdf.render(
        made,
        title=visit.plan.name or visit.plan.family_name,
        subject=_("Toestemming om te delen"),
        footer=_("Dit papier is van %(family)s. Geef het alleen door als zij dat goed vinden.")
        % {"family": visit.plan.family_name},
    )


def _height(flowables):
    tall = 0
    for one in flowables:
        tall += one.wrap(pdf.WIDTH, 10 * ROOM)[1] + one.getSpaceBefore() + one.getSpaceAfter()
    return tall


def _head(sheet, lead):
    made = pdf.text(_("Toestemming om te delen"), "heading0", min(1, sheet.size) * 0.85)
    return made + pdf.text(lead, "tagline", sheet.size)


def _filled(sheet, shared, visit):
    consent = shared.consent
    about = [visit.people[one.pk].shown_name for one in consent.about.all()]
    changed = shared.contributes
    opened = ", ".join(part.label for part in shared.parts)
    names = {"family": sheet.short(visit.plan.family_name), "day": _day(visit.now)}
    made = _head(sheet, _lead(shared) % names)
    rows = [
        (_("Met wie"), _who(consent)),
        (_("Over wie"), ", ".join(about) or _("het hele gezin")),
        (_("Wat te lezen"), opened),
        (_("Meeschrijven"), ", ".join(changed) or _("nee, alleen kijken")),
        (_("Waarvoor"), consent.purpose),
        (_("Hoe"), consent.get_direction_display()),
        (_("Van en tot"), _period(shared)),
        (_("Uitgelegd"), explained_words(consent)),
        (_("Stand"), _stand(shared, visit)),
    ]
    made += [sheet.row(label, value) for label, value in rows if value]
    made += pdf.text(_("Wie ja moet zeggen"), "heading2", sheet.size)
    everybody = voices(shared.standing, visit.people)
    made.append(sheet.signatures([_signed(one) for one in everybody]))
    return made + _closing(sheet)


def _lead(shared):
    if shared.agreed:
        return _("Afgesproken door %(family)s. Zoals het stond op %(day)s.")
    if shared.may_stop:
        return _("Dit wil %(family)s delen. Zoals het stond op %(day)s.")
    return _("Dit wilde %(family)s delen. Zoals het stond op %(day)s.")


def _who(consent):
    role = ", ".join(one for one in (consent.receiver_role, consent.receiver_organisation) if one)
    return f"{consent.receiver.shown_name} ({role})" if role else consent.receiver.shown_name


def _period(shared):
    words = {"since": begin_words(shared, _day), "until": dates.say_until(shared.end)}
    said = _("van %(since)s %(until)s") if shared.begins_at else _("%(since)s (%(until)s)")
    said = said % words
    return f"{said}. {shared.turn_words}" if shared.turn_words else said


def explained_words(told):
    """How a consent or a yes was explained: "met een tolk, in het Turks (mevrouw Çelik)"."""
    said = [told.get_explained_display()] if told.explained else []
    if told.language:
        said.append(_("taal: %(language)s") % {"language": told.language})
    if told.interpreter:
        said.append(_("tolk: %(name)s") % {"name": told.interpreter})
    return ", ".join(str(one) for one in said)


def _stand(shared, visit):
    if shared.state != State.WITHDRAWN:
        return shared.words
    who = visit.people[shared.consent.withdrawn_by_id].shown_name
    words = {"who": who, "day": _day(shared.consent.withdrawn_at)}
    if not shared.never_opened:
        return _("ingetrokken op %(day)s door %(who)s") % words
    if shared.standing.missing:
        return _("gestopt op %(day)s door %(who)s, niet iedereen zei ja") % words
    return _("gestopt op %(day)s door %(who)s, voordat het begon") % words


def _signed(voice):
    who = f"{voice.person.shown_name}, {voice.why}"
    if voice.answer == Answer.NO:
        return who, _("geen ja"), _day(voice.giver.refused_at)
    if voice.answer == Answer.OPEN:
        return who, "", ""
    said = _("Ja, %(how)s") % {"how": voice.how}
    words = explained_words(voice.yes)
    return who, f"{said} ({words})" if words else said, _day(voice.yes.at)


def _closing(sheet):
    said = (
        _("Stoppen kan altijd, zonder reden. Nee zeggen mag ook. De hulp gaat gewoon door."),
        _(
            "Zegt iemand hardop ja? Dan schrijft iemand anders dat hier op: niet wie mag lezen, en "
            "niet wie zelf ja moet zeggen. Opgeschreven door: ……………………………………………………"
        ),
    )
    made = [Spacer(1, 8 * sheet.size)]
    for one in said:
        made += pdf.text(one, "small", sheet.size)
    return made


def _empty(sheet, visit):
    made = _head(sheet, _("Vul in wat jullie willen. Lees het samen, en zet dan je naam."))
    boxes = f"   {BOX} ".join(["", *(str(one) for one in Consent.Direction.labels)]).strip()
    how = f"   {BOX} ".join(["", *(str(one) for one in Consent.Explained.labels)]).strip()
    long = _("%(box)s 3 maanden   %(box)s 6 maanden   %(box)s tot en met: ……………………")
    rows = [
        (_("Met wie"), [*sheet.line(), _("naam, rol en organisatie")]),
        (
            _("Over wie"),
            [_("%(box)s het hele gezin   %(box)s alleen over: ……………………") % {"box": BOX}],
        ),
        (_("Wat te lezen"), _parts_to_tick(visit)),
        (_("Meeschrijven"), [_("Zet een M bij wat deze persoon ook mag aanvullen.")]),
        (_("Waarvoor"), sheet.line(2)),
        (_("Hoe"), [boxes]),
        (_("Hoe lang"), [long % {"box": BOX}]),
        (_("Uitgelegd"), [how, _("taal: ……………………   tolk: ……………………")]),
    ]
    made += [sheet.row(label, value) for label, value in rows]
    made += pdf.text(_("Wie ja zegt"), "heading2", sheet.size)
    hint = _(
        "Onder de 12: elke ouder met gezag, of de voogd. Van 12 tot en met 15: de jongere en die "
        "ouders. Vanaf 16: de jongere zelf. Een volwassene alleen over zichzelf."
    )
    made += pdf.text(hint, "small", sheet.size)
    made.append(sheet.signatures([("", "", "")] * BLANK_SIGNATURES))
    return made + _closing(sheet)


def _parts_to_tick(visit):
    """A line a tool, with a box before each of its parts."""
    lines = []
    for title, _summary, parts in grouped(visit.chapters().values()):
        boxes = "   ".join(f"{BOX}\N{NO-BREAK SPACE}{part.name}" for part in parts)
        lines.append(boxes if len(parts) == 1 else f"{title}: {boxes}")
    return lines


def _day(moment):
    return dates.say(localdate(moment).isoformat())
