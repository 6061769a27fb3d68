"""Reading a list of moments from a file or from what was pasted: what is understood of each row,
in words, before anything is saved. Nothing here writes."""

import csv
import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass, field
from io import StringIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from groeiplan import dates
from groeiplan.access import CHANGE
from groeiplan.forms import ToldDateField
from groeiplan.known_people import people_of
from groeiplan.models import Person
from groeiplan.models.items import Audience
from timeline import columns, seen
from timeline.columns import plain
from timeline.models import Telling
from timeline.seen import line_names

MOST_BYTES = 1_000_000
MOST_ROWS = 500
DELIMITERS = ";,\t"
EVERYBODY = {"", "ons gezin", "het gezin", "iedereen", "allemaal", "wij", "ons"}
YES, NO = {"ja", "wel", "graag"}, {"nee", "niet", "liever niet"}
LONGEST = {columns.TITLE: 120, columns.TEXT: 10_000, columns.HELPED: 500}


class Unusable(ValueError):
    """This is no list we can read. Its text is Dutch and says what to do instead."""


@dataclass
class Row:
    """One row as it was understood; with `faults` where it was not, and then it is not saved."""

    number: int  # of the line in the file, as a spreadsheet counts
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    group: str = ""  # tellings with the same one are of one moment
    when: str = ""
    when_said: str = ""
    strand: str = ""
    line: str = ""
    words: dict[str, str] = field(default_factory=dict)  # the telling's own fields
    about: list[Person] = field(default_factory=list)
    told_by: Person | None = None
    stands: bool = False  # the very same is told already

    @property
    def comes_in(self):
        """Will it be saved?"""
        return not self.faults and not self.stands

    @property
    def title(self):
        return self.words.get("title", "")


@dataclass
class Reading:
    """The rows of one list, and the heads nobody knows."""

    rows: list[Row]
    unknown: list[str]

    @property
    def coming_in(self):
        """Those that will be saved."""
        return [row for row in self.rows if row.comes_in]

    @property
    def digest(self):
        """Equal for what is understood equally: who says yes, says it to this."""
        said = [
            [
                row.number,
                row.group,
                row.when,
                _follows(row),
                row.strand,
                row.words,
                str(row.told_by.pk),
            ]
            + [str(one.pk) for one in row.about]
            for row in self.coming_in
        ]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def text_of(content):
    """The text of a file, whichever program wrote it; raises `Unusable`."""
    if len(content) > MOST_BYTES:
        raise Unusable(
            _("Dit bestand is te groot. Een lijst mag tot 1 MB zijn. Knip hem in delen.")
        )
    _refuse_other_kinds(content)
    return checked(_decoded(content))


def checked(text):
    """This text, if it is text; raises `Unusable`."""
    if len(text.encode(errors="replace")) > MOST_BYTES:
        raise Unusable(_("Dit is te veel in één keer. Knip de lijst in delen tot 1 MB."))
    if any(ord(letter) < 32 and letter not in "\t\r\n" for letter in text):
        raise Unusable(_("Dit is geen tekst. Bewaar je lijst als CSV en kies dat bestand."))
    return text.removeprefix("\ufeff")


def _refuse_other_kinds(content):
    if content.startswith(b"%PDF"):
        raise Unusable(
            _("Dit is een PDF. Daar kunnen we geen lijst uit lezen. Kies een CSV-bestand.")
        )
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Unusable(
            _("Dit lijkt van Excel of Word. Open het en bewaar het als CSV. Kies dan dat bestand.")
        )


def _decoded(content):
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in content[:200] and len(content) % 2 == 0:
        encodings = ["utf-16-le" if content[1:2] == b"\0" else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unusable(
        _("We kunnen de letters in dit bestand niet lezen. Bewaar het als CSV (UTF-8) en kies dat.")
    )


def _cells(text):
    """(heads, [(line number, cells)]) with the delimiter that makes most sense of the heads."""
    tries = [_split(text, one) for one in DELIMITERS]
    tries = [one for one in tries if one]
    if not tries:
        raise Unusable(
            _("Er staat niets in. Begin met een regel die zegt wat er in elke kolom staat.")
        )
    best = max(tries, key=lambda rows: len({columns.column(head) for head in rows[0][1]}))
    heads = best[0][1]
    if columns.TITLE not in map(columns.column, heads):
        raise Unusable(
            _(
                "De eerste regel moet zeggen wat er in elke kolom staat, bijvoorbeeld: "
                "wanneer; lijn; titel; verhaal. We missen “titel”."
            )
        )
    if len(best) - 1 > MOST_ROWS:
        words = {"most": MOST_ROWS, "count": len(best) - 1}
        raise Unusable(
            _("Dit zijn %(count)d regels. We lezen er %(most)d per keer. Knip de lijst in delen.")
            % words
        )
    return heads, best[1:]


def _split(text, delimiter):
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    found, line = [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((line, cells))
            line = reader.line_num + 1
    except csv.Error:
        raise Unusable(
            _("Een vak in deze lijst is te lang, of een aanhalingsteken gaat niet meer dicht.")
        ) from None
    return found


class Reader:
    """Reads lists for one visitor: whom and which lines they may name, and what `audience` a row
    has that does not say so itself."""

    def __init__(self, visit, audience):
        self.visit, self.audience = visit, audience
        self.when = ToldDateField(visit=visit, happens=True, required=False)
        names = line_names(visit)
        self.open = {one: names[one] for one in seen.strands(visit, CHANGE)}
        self.lines = self._lines()
        self.people = people_of(visit)
        self.labels = {
            "weight": _words_for(Telling.Weight),
            "audience": _words_for(Audience),
        }

    def _lines(self):
        found = {}
        for strand, name in self.open.items():
            called = {strand, name, seen.house_name(strand)}
            for one in called:
                found[plain(one)] = found[_bare(one)] = strand
        return found

    def read(self, text):
        """A `Reading` of this text; raises `Unusable`."""
        heads, lines = _cells(text)
        known = [columns.column(head) for head in heads]
        rows = [self._row(number, known, cells) for number, cells in lines]
        self._mark_what_stands(rows)
        unknown = [head for head, one in zip(heads, known, strict=True) if not one and head.strip()]
        return Reading(rows, unknown)

    def _row(self, number, known, cells):
        row = Row(number, told_by=self.visit.person)
        if any(cell.strip() for cell in cells[len(known) :]):
            row.faults.append(
                _('Deze regel heeft meer vakken dan de kop. Zet tekst met een ; of , tussen ".')
            )
        # A column that stands there twice: the first that was filled in.
        said = {}
        for name, cell in zip(known, cells, strict=False):
            if name and not said.get(name):
                said[name] = columns.as_typed(cell.strip())
        row.group = said.get(columns.MOMENT, "")
        self._read_words(row, said)
        self._read_when(row, said.get(columns.WHEN, ""))
        self._read_line(row, said.get(columns.LINE, ""))
        self._read_people(row, said.get(columns.ABOUT, ""), said.get(columns.TELLER, ""))
        self._read_choices(row, said)
        return row

    def _read_words(self, row, said):
        for name, column in (
            ("title", columns.TITLE),
            ("text", columns.TEXT),
            ("helped", columns.HELPED),
        ):
            words = said.get(column, "")
            if len(words) > LONGEST[column]:
                limits = {"name": column, "most": LONGEST[column], "count": len(words)}
                row.faults.append(
                    _("Bij “%(name)s” passen %(most)d letters. Dit zijn er %(count)d.") % limits
                )
            row.words[name] = words
        if not row.title:
            row.faults.append(_("Schrijf bij “titel” in een paar woorden wat er gebeurde."))

    def _read_when(self, row, typed):
        with suppress(dates.Unreadable):  # EDTF, as our own files for computers have it
            typed = dates.say(dates.read(typed))
        try:
            row.when = self.when.clean(typed)
        except ValidationError as error:
            row.faults += error.messages
        row.when_said = dates.say(row.when) if row.when else _("wanneer, dat weten we niet")

    def _read_line(self, row, typed):
        strand = self.lines.get(plain(typed)) or self.lines.get(_bare(typed))
        if strand is None:
            names = ", ".join(self.open.values())
            row.faults.append(
                _("Op welke lijn? Kies uit: %s.") % names
                if not typed
                else _("De lijn “%(typed)s” kennen we niet. Kies uit: %(names)s.")
                % {"typed": typed[:60], "names": names}
            )
            return
        row.strand, row.line = strand, self.open[strand]

    def _read_people(self, row, about, teller):
        family = [one for one in self.people if one.kind == Person.Kind.FAMILY]
        if plain(about) not in EVERYBODY:
            parts = about.replace("/", ",").replace(" en ", ",").replace("&", ",").split(",")
            for name in filter(str.strip, parts):
                found = self._called(name, family)
                row.about += [one for one in found if one not in row.about]
                if len(found) != 1:
                    row.faults.append(_who(name, found))
        if plain(teller) not in {"", "ik", "ikzelf"}:
            self._read_teller(row, teller)

    def _read_teller(self, row, name):
        found = self._called(name, self.people)
        if len(found) != 1:
            row.faults.append(_who(name, found))
        elif found[0] != self.visit.person and self.visit.knows_account(found[0]):
            row.faults.append(_("%s kan dit zelf vertellen.") % found[0].shown_name)
        else:
            row.told_by = found[0]

    def _called(self, name, people):
        said = plain(name)
        me = [self.visit.person] if said in {"ik", "mij", "mezelf"} else []
        return me or [one for one in people if said in (plain(one.shown_name), plain(one.name))]

    def _read_choices(self, row, said):
        for name, column in (("weight", columns.WEIGHT), ("audience", columns.AUDIENCE)):
            typed = said.get(column, "")
            value = self.labels[name].get(plain(typed)) if typed else ""
            if value is None:
                words = {"name": column, "typed": typed[:60]}
                row.faults.append(_("“%(typed)s” bij “%(name)s” kennen we niet.") % words)
            row.words[name] = value or ""
        self._read_talk(row, said.get(columns.TALK, ""))
        if row.words["audience"] == Audience.READERS:
            row.words["audience"] = Audience.TELLER
            row.notes.append(_("Begint bij “alleen ik”. Kies daarna zelf welke mensen meelezen."))
        row.words["audience"] = row.words["audience"] or self.audience

    def _read_talk(self, row, typed):
        first = plain(typed).split(" ")[0]
        yes, no = first in YES, first in NO or plain(typed) in NO
        row.words["talk"] = Telling.Talk.YES if yes else Telling.Talk.NO if no else ""

    def _mark_what_stands(self, rows):
        """What somebody told already, in the very same words, does not come in twice."""
        there = {
            (one.strand, one.moment.when, telling.title, telling.text, telling.told_by_id)
            for one in seen.everything(self.visit)
            for telling in one.tellings
        }
        for row in rows:
            words = row.words.get("text", "")
            key = (row.strand, str(row.when), row.title, words, row.told_by.pk)
            row.stands = not row.faults and key in there


def _follows(row):
    return getattr(row.when, "follows", "")


def _words_for(choices):
    """{what somebody may write: value}."""
    return {plain(label): one for one, label in choices.choices if one} | {
        plain(one): one for one, _label in choices.choices if one
    }


def _bare(words):
    """A line's name without the small words before it: "gewone leven"."""
    small = {"de", "het", "ons", "onze"}
    return " ".join(one for one in plain(words).split() if one not in small)


def _who(name, found):
    if found:
        return _("Er zijn meer mensen die %s heten. Kies die zelf, na het inlezen.") % name.strip()
    return _("Wie is “%s”? Schrijf de naam zoals die in jullie plan staat.") % name.strip()[:60]
