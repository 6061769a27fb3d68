"""What an address asks to see of the lines. Each way of looking is a link, and a link keeps the
other choices."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from timeline import windows
from timeline.windows import Months

BY = {"over": "about", "vertelt": "teller"}  # lanes by whom it is about, or who tells it
FORMS = {"breed": "wide", "hoog": "tall"}  # from left to right, or from top to bottom


@dataclass(frozen=True)
class Asked:
    """`months`: the stretch of time, None for all of it. `strand`: only this line. `by`: a lane for
    each person instead of each line. `others`: with what stands elsewhere in the plan.
    `form`: drawn only so, "" for what suits the screen."""

    here: str
    months: Months | None = None
    as_list: bool = False
    strand: str = ""
    by: str = ""
    others: bool = False
    form: str = ""

    @classmethod
    def of(cls, here, get, strands):
        """What stands behind the ? of an address; what means nothing is left out. `strands`: the
        lines this visitor may open."""
        strand, by = get.get("lijn", ""), BY.get(get.get("lijnen", ""), "")
        return cls(
            here,
            windows.year(get.get("jaar", "").strip())
            or windows.asked(get.get("van", ""), get.get("tot", "")),
            get.get("als") == "lijst",
            strand if strand in strands and not by else "",
            by,
            get.get("ook") == "alles",
            FORMS.get(get.get("vorm", ""), ""),
        )

    def link(self, **changes):
        """The address that asks for the same, but for these."""
        words = urlencode(replace(self, **changes).words)
        return f"{self.here}?{words}" if words else self.here

    @property
    def words(self):
        """What stands behind the ? of its address."""
        lines = {word: key for key, word in BY.items()}
        forms = {form: word for word, form in FORMS.items()}
        words = {
            "van": self.months.van if self.months else "",
            "tot": self.months.tot if self.months else "",
            "als": "lijst" if self.as_list else "",
            "lijn": self.strand,
            "lijnen": lines.get(self.by, ""),
            "ook": "alles" if self.others else "",
            "vorm": forms.get(self.form, ""),
        }
        return {name: value for name, value in words.items() if value}

    @property
    def beside_the_time(self):
        """The choices that a jump to a year keeps, for a form's hidden fields."""
        return {name: value for name, value in self.words.items() if name not in ("van", "tot")}

    @property
    def days(self):
        """The first and last day, None for all of it."""
        return self.months and self.months.days
