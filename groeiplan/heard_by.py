"""Who can read a row now, by name: what the door itself answers for each of them."""

from collections import defaultdict

from django.utils.translation import gettext as _

from groeiplan.access import VIEW, Visit, live_keys
from groeiplan.look_as import KEY_COLUMNS, SeenKey
from groeiplan.models.items import Audience
from groeiplan.parts import listed


class HeardBy:
    """For the rows of one page: whom of this plan the door lets in to each of them now. Asks the
    keys once. A row must have `about` and `readers` prefetched."""

    def __init__(self, visit):
        self.visit = visit
        keys = _live_keys_by_account(visit)
        self.others = [
            Visit(visit.plan, person, visit.people, visit.now, keys[person.user_id])
            for person in visit.people.values()
            if person.user_id in keys and person.pk != visit.person.pk
        ]

    def in_words(self, row):
        """ "jullie gezin en oma Riet". A guest reads of other guests only that they may be there
        (DESIGN §3)."""
        if not self.visit.is_family:
            return _as_a_guest_reads_it(row)
        reading = [other for other in self.others if self._reads(other, row)]
        family = [one.person.shown_name for one in reading if one.is_family]
        guests = sorted(one.person.shown_name for one in reading if not one.is_family)
        if row.audience in (Audience.KEYHOLDERS, Audience.FAMILY):
            return listed([_("jullie gezin"), *guests])
        return listed([_("jij"), *sorted(family), *guests]) if reading else _("alleen jij")

    def reading(self, row):
        """The ids of the others whom the door lets in to this row."""
        return {other.person.pk for other in self.others if self._reads(other, row)}

    @staticmethod
    def _reads(other, row):
        about = {person.pk for person in row.about.all()}
        readers = {person.pk for person in row.readers.all()}
        return other._reads(row, about, readers)


def _live_keys_by_account(visit):
    keys = live_keys(visit.now, visit.plan).filter(permission__codename=VIEW)
    found = defaultdict(list)
    for user, *key in keys.values_list("user", *KEY_COLUMNS):
        found[user].append(SeenKey(*key))
    return dict(found)


def _as_a_guest_reads_it(row):
    others = _("misschien anderen die het gezin uitnodigde")
    return listed(
        [_("het gezin"), _("jij"), *([others] if row.audience == Audience.KEYHOLDERS else [])]
    )
