"""Dates: what people say, kept as EDTF text with first and last day beside it, and exact days.

EDTF is ISO 8601-2; we write a small part of it:

- `2013-03-14`, `2013-03`, `2013`, the seasons `2015-21` to `2015-24` (lente, zomer, herfst,
  winter), `199X` for ten years, and `~` at the end for *ongeveer*;
- a period `from/to`, where `to` may be `..` (still going on) and `from` empty (nobody knows when it
  began);
- one moment somewhere in a time: `[2010..2012]` between, `[..2009]` before, `[2013..]` after.

The bounds are computed here. Days are days in Europe/Amsterdam. A naive datetime is a TypeError,
never a guess.

`told` reads EDTF · `shapes` how its parts belong together · `saying` Dutch out · `understanding`
Dutch in (with `points`, `relative`, `feasts`, `ages`, `known_times`, `spelling`) · `coming` the
same for a day still to come · `days` exact days and moments.
"""

from groeiplan.dates.coming import has_passed, meant_instead, understand_coming
from groeiplan.dates.days import (
    AMSTERDAM,
    age_on,
    birthday,
    day_of,
    end_of_day,
    say_date,
    say_day,
    say_moment,
    say_until,
)
from groeiplan.dates.saying import explain, say, say_follows
from groeiplan.dates.shapes import Birth, Kept, follow, followed, follows_as
from groeiplan.dates.told import (
    FIRST_YEAR,
    LAST_YEAR,
    Told,
    Unknown,
    Unreadable,
    read,
    sides,
    sort_key,
)
from groeiplan.dates.understanding import LONGEST, says_unknown, understand
from groeiplan.dates.words import MONTHS, SEASONS, WEEKDAYS

__all__ = [
    "AMSTERDAM",
    "FIRST_YEAR",
    "LAST_YEAR",
    "LONGEST",
    "MONTHS",
    "SEASONS",
    "WEEKDAYS",
    "Birth",
    "Kept",
    "Told",
    "Unknown",
    "Unreadable",
    "age_on",
    "birthday",
    "day_of",
    "end_of_day",
    "explain",
    "follow",
    "followed",
    "follows_as",
    "has_passed",
    "meant_instead",
    "read",
    "say",
    "say_date",
    "say_day",
    "say_follows",
    "say_moment",
    "say_until",
    "says_unknown",
    "sides",
    "sort_key",
    "understand",
    "understand_coming",
]
