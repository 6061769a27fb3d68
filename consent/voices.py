"""Whose yes, in words: who must agree, in which capacity, about whom, and what they answered."""

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consent.models import Giver, Yes
from consent.needed import Capacity
from groeiplan import dates
from groeiplan.models import Person
from groeiplan.parts import listed

OVER_OTHERS = {
    Capacity.PARENT: gettext_lazy("als ouder met gezag over %(names)s"),
    Capacity.GUARDIAN: gettext_lazy("als voogd van %(names)s"),
    Capacity.REPRESENTATIVE: gettext_lazy("als wettelijk vertegenwoordiger van %(names)s"),
    Capacity.LEFT_OUT: gettext_lazy("tot duidelijk is wie gezag heeft over %(names)s"),
}
BY_ONESELF = {
    Capacity.SELF: (gettext_lazy("over zichzelf"), gettext_lazy("over jezelf")),
    Capacity.YOUNG_PERSON: (
        gettext_lazy("als jongere, over zichzelf"),
        gettext_lazy("als jongere, over jezelf"),
    ),
    Capacity.FAMILY: (gettext_lazy("namens het gezin"),) * 2,
}


class Answer(StrEnum):
    """What a giver answered."""

    YES = "yes"
    NO = "no"
    OPEN = "open"


@dataclass(frozen=True)
class Voice:
    """One person whose yes is needed: why, and what they answered."""

    person: Person
    why: str  # "als ouder met gezag over Noor en Sem"
    mine: bool = False  # the reader's own
    yes: Yes | None = None
    giver: Giver | None = None  # None where the need came later, and nobody answered yet
    noted_by: Person | None = None
    read_by: Person | None = None  # of a court's decision

    @property
    def answer(self):
        """Yes, no, or still open. A no counts, also after a yes."""
        if self.giver and self.giver.refused_at:
            return Answer.NO
        return Answer.YES if self.yes else Answer.OPEN

    @property
    def name(self):
        """ "Jij" to oneself, the name to others."""
        return str(_("Jij")) if self.mine else self.person.shown_name

    @property
    def how(self):
        """How the yes came: oneself, spoken and noted by whom, or by a court on which day."""
        if self.yes is None or self.yes.form == Yes.Form.WRITTEN:
            return str(_("zelf gegeven")) if self.yes else ""
        by = {"by": self.noted_by.shown_name}
        if self.yes.form == Yes.Form.SPOKEN:
            return _("hardop gezegd, %(by)s schreef het op") % by
        words = {
            "day": dates.say(self.yes.decided_on.isoformat()),
            "court": self.yes.court,
            "number": self.yes.case_number,
            "reader": self.read_by.shown_name,
        }
        said = _(
            "besluit van de rechter van %(day)s (%(court)s, %(number)s), %(by)s schreef het op en "
            "%(reader)s las het na"
        )
        return said % {**words, **by}


def voices(standing, people, me=None):
    """The `Voice` of everybody whose yes this consent needs: who answered first comes first."""
    givers = {one.person_id: one for one in standing.consent.givers.all()}

    def voice(pk, reasons):
        yes = standing.said.get(pk)
        return Voice(
            person=people[pk],
            why=why(reasons, people, pk == me),
            mine=pk == me,
            yes=yes,
            giver=givers.get(pk),
            noted_by=people[yes.noted_by_id] if yes and yes.noted_by_id else None,
            read_by=people[yes.read_by_id] if yes and yes.read_by_id else None,
        )

    said = [voice(pk, reasons) for pk, reasons in standing.needed.items()]
    return sorted(said, key=lambda one: (one.yes is None, one.yes.at if one.yes else 0, one.name))


def needed_voices(needed, people, me=None):
    """The same for a consent that is not given yet, from `actions.whose_yes`; one's own first."""
    said = [
        Voice(people[pk], why(reasons, people, pk == me), pk == me)
        for pk, reasons in needed.items()
    ]
    return sorted(said, key=lambda one: (not one.mine, one.name))


def why(reasons, people, mine=False):
    """ "als ouder met gezag over Noor en Sem, en over zichzelf"."""
    over = defaultdict(list)
    for capacity, about in reasons:
        over[capacity].append(about)
    said = [_capacity(one, over[one], people, mine) for one in Capacity if one in over]
    others = [words for words, own in said if not own]
    return _(", en ").join([*others, *(words for words, own in said if own)])


def _capacity(capacity, about, people, mine):
    if capacity in BY_ONESELF:
        return str(BY_ONESELF[capacity][mine]), True
    names = listed([people[pk].shown_name for pk in about])
    return OVER_OTHERS[capacity] % {"names": names}, False


def names_of(voices):
    """ "Kees en Noor"; the reader is "jou"."""
    return listed([str(_("jou")) if one.mine else one.person.shown_name for one in voices])
