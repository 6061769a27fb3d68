"""What fell together, told in a few sentences and not judged: things that began in one year, help
at the same time, years in which nothing stands. Told is only what was told: what nobody knows to
the year is left out, and where a day is not sure the sentence says "misschien"."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groeiplan import dates
from groeiplan.dates.words import NUMBERS

SEVERAL = 3  # fewer is not worth a sentence
YEARS, STRETCHES = 2, 3  # sentences about a busy year, and quiet times in one sentence, at most
LINKS = 8  # to moments below one sentence, at most
LASTING = 60  # days: a holiday begins nothing
EDGE = 31  # days of a year at an end of a longer time that are not worth naming it
HELP = "help"
EVER, NEVER = 0, 9999  # years


@dataclass(frozen=True)
class Pattern:
    """One sentence, and the moments it speaks of, in time order."""

    words: str
    moments: tuple = ()

    @property
    def some(self):
        """Those that a page links to."""
        return self.moments[:LINKS]

    @property
    def more(self):
        """How many more there are."""
        return len(self.moments) - len(self.some)


@dataclass(frozen=True)
class Stretch:
    """The days, both included, in which these moments all went on."""

    first: date
    last: date
    moments: tuple = ()

    @property
    def rank(self):
        """The most moments first, then the longest, then the earliest."""
        return (-len(self.moments), self.first - self.last, self.first)


def told(moments, today):
    """A handful of `Pattern`s at most about these `timeline.seen.Seen` moments, in time order;
    proposals and what has no date do not count."""
    known = [one for one in moments if one.told and not one.is_proposal]
    return [*_busy_years(known, today), *_help(known, today), *_quiet_years(known, today)]


def _busy_years(moments, today):
    sure, maybe = defaultdict(list), defaultdict(list)
    for one in moments:
        if _lasts(one.told, today):
            begin = dates.read(dates.sides(one.told.edtf)[0])
            same_year = begin.first.year == begin.last.year
            kind = sure if same_year and not begin.about else maybe
            for year in range(begin.first.year, min(begin.last.year, today.year) + 1):
                kind[year].append(one)
    busy = [year for year in sure if len(sure[year]) >= SEVERAL]
    busy = sorted(busy, key=lambda year: (-len(sure[year]), year))[:YEARS]
    return [_busy_year(year, sure[year], maybe[year], today) for year in sorted(busy)]


def _lasts(told, today):
    """Did it begin, on a day that somebody knows about, and last?"""
    if not told.is_period or told.edtf.startswith("/") or told.first > today:
        return False
    return told.last is None or (told.last - told.first).days >= LASTING


def _busy_year(year, sure, maybe, today):
    number = _number(len(sure))
    said = [_("In %(year)d begonnen %(number)s dingen.") % {"year": year, "number": number}]
    if maybe:
        words = ngettext("Misschien nog één.", "Misschien nog %(number)s.", len(maybe))
        said.append(words % {"number": _number(len(maybe))})
    if len(_most(sure, today, _surely).moments) == len(sure):
        said.append(_("Een tijd waren ze er tegelijk."))
    elif len(_most(sure, today, _possibly).moments) == len(sure):
        said.append(_("Misschien waren ze er een tijd tegelijk."))
    moments = sorted([*sure, *maybe], key=lambda one: one.sort_key)
    return Pattern(" ".join(said), tuple(moments))


def _help(moments, today):
    forms = [one for one in moments if one.strand == HELP and one.told.is_period]
    sure, maybe = (_most(forms, today, spans) for spans in (_surely, _possibly))
    if len(sure.moments) >= SEVERAL:
        said = [_said_of_help(sure, today)]
        if len(maybe.moments) > len(sure.moments) and _holds(maybe, sure):
            said.append(_("Misschien %(number)s.") % {"number": _number(len(maybe.moments))})
            sure = maybe
        return [Pattern(" ".join(said), sure.moments)]
    if len(maybe.moments) >= SEVERAL:
        words = {"when": _years_of(maybe), "number": _number(len(maybe.moments))}
        said = _("%(when)s waren er misschien %(number)s vormen van hulp tegelijk.") % words
        return [Pattern(said, maybe.moments)]
    return []


def _holds(stretch, other):
    """Do all of the other's moments stand in this stretch too?"""
    there = {one.moment.pk for one in stretch.moments}
    return there.issuperset(one.moment.pk for one in other.moments)


def _said_of_help(stretch, today):
    words = {"when": _years_of(stretch), "number": _number(len(stretch.moments))}
    if stretch.last == today:
        return _("Nu zijn er %(number)s vormen van hulp tegelijk.") % words
    return _("%(when)s waren er %(number)s vormen van hulp tegelijk.") % words


def _most(moments, today, spans):
    """The stretch of time in which most of these went on; an empty one where there is none."""
    found = [(one, span) for one in moments if (span := spans(one.told, today))]
    stretches = []
    for day in {first for _one, (first, _last) in found}:
        there = [(one, span) for one, span in found if span[0] <= day <= span[1]]
        last = min(last for _one, (_first, last) in there)
        stretches.append(Stretch(day, last, tuple(one for one, _span in there)))
    return min(stretches, key=lambda one: one.rank, default=Stretch(today, today))


def _surely(told, today):
    """The days on which this period went on, whichever days were meant; None where no day is
    sure."""
    sides = dates.sides(told.edtf)
    if told.about or told.edtf.startswith("/"):
        return None
    first = dates.read(sides[0]).last
    last = dates.read(sides[1]).first if told.last else today
    return (first, min(last, today)) if first <= min(last, today) else None


def _possibly(told, today):
    """The days on which it may have gone on."""
    if told.first > today:
        return None
    return told.first, min(told.last or today, today)


def _years_of(stretch):
    """The years a stretch of time lies in: "In 2016", "Van 2016 tot en met 2018"."""
    first, last = stretch.first.year, stretch.last.year
    if first < last and (date(first, 12, 31) - stretch.first).days < EDGE:
        first += 1
    if first < last and (stretch.last - date(last, 1, 1)).days < EDGE:
        last -= 1
    return _capital(_span(first, last))


def _quiet_years(moments, today):
    taken = [_years_touched(one.told) for one in moments]
    ends = [year for pair in taken for year in pair if year not in (EVER, NEVER)]
    if not ends:
        return []
    between = range(min(ends) + 1, min(max(ends), today.year))
    quiet = [year for year in between if not any(a <= year <= b for a, b in taken)]
    runs = sorted(_runs(quiet), key=lambda run: (run[0] - run[1], run[0]))[:STRETCHES]
    if not runs:
        return []
    spans = [_span(*run) for run in sorted(runs)]
    *before, last = spans
    said = _("%(before)s en %(last)s") if before else "%(last)s"
    said %= {"before": ", ".join(before), "last": last}
    return [Pattern(_("%s staat niets. Dat mag.") % _capital(said))]


def _years_touched(told):
    """The first and last year in which it may have been."""
    about = int(told.about)
    begun_ever = told.precision == "before" or told.edtf.startswith("/")
    goes_on = told.precision == "after" or told.last is None
    first = EVER if begun_ever else told.first.year - about
    return first, NEVER if goes_on else told.last.year + about


def _runs(years):
    """Years that follow each other, as (first, last)."""
    for _step, run in groupby(enumerate(years), key=lambda item: item[1] - item[0]):
        there = [year for _at, year in run]
        yield there[0], there[-1]


def _span(first, last):
    words = {"first": first, "last": last}
    if first == last:
        return _("in %(first)d") % words
    if last == first + 1:
        return _("in %(first)d en %(last)d") % words
    return _("van %(first)d tot en met %(last)d") % words


def _capital(words):
    return words[:1].upper() + words[1:]


def _number(count):
    return NUMBERS[count] if count < len(NUMBERS) else str(count)
