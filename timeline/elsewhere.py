"""Dated things of other rooms (a meeting, a goal that was reached) beside the family's moments, by
the same visitor's rights: each room answers for itself."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from groeiplan import dates
from groeiplan.tools import installed_tools
from timeline.layout import Spot
from timeline.seen import short

OTHER = "other"  # its lane in the drawing


@dataclass
class Elsewhere:
    """One of them, where a page shows it like a moment: it has no tellings and no card."""

    title: str
    edtf: str
    url: str
    kind: str
    strand: str = OTHER
    elsewhere = True
    is_proposal = False
    count = ""

    @cached_property
    def told(self):
        return dates.read(self.edtf)

    @cached_property
    def when(self):
        return dates.say(self.told)

    @property
    def label(self):
        """What a screen reader says of it."""
        return ", ".join((self.title, self.when, lane_name()))

    @property
    def sort_key(self):
        """Among moments, behind those of the same day."""
        return (0, self.told.first.toordinal(), 10**6, 0, self.edtf, self.title)

    def span(self):
        """What a drawing without words needs to know."""
        told = self.told
        return Spot("", OTHER, told.first, told.last, told.about, told.is_period)

    def spot(self):
        """What the drawing needs to know."""
        return self.span()._replace(title=self.title, subtitle=short(self.told))


def lane_name():
    """What its lane is called."""
    return _("Ook in het plan")


def found(visit):
    """What the other rooms have that this visitor may know, in time order."""
    rooms = [room for room in installed_tools() if room.name != "timeline"]
    there = [one for room in rooms for one in room.moments(visit)]
    made = [Elsewhere(one.title, one.when, one.url, one.kind) for one in there if one.when]
    return sorted(made, key=lambda one: one.sort_key)
