"""Taking one's own rows along into a new plan. Only copies go: the old plan notes nothing of it
and nothing in it changes."""

from django.utils.timezone import localdate
from django.utils.timezone import now as clock

from groeiplan import files, own
from groeiplan.access import visit_of
from groeiplan.actions import items, people
from groeiplan.models import (
    Agreement,
    ChapterItem,
    Goal,
    OtherPlan,
    Person,
    Stance,
    Step,
    Story,
)
from groeiplan.models.items import Audience
from groeiplan.tools import installed_tools

HOUSE = {field.name for field in ChapterItem._meta.fields} - {"audience"}


class Luggage:
    """What one visitor takes along from this plan: `me` is their card in the new one."""

    def __init__(self, visit, me):
        self.visit, self.me = visit, me
        self.people = {visit.person.pk: me}
        self.laid = {}  # {id there: copy here}

    def rows(self, model):
        """The own rows of this kind, oldest first."""
        return own.rows(self.visit, model)

    def card(self, person):
        """This person's card in the new plan (None for nobody). Of others only the name comes
        along, and where they belong: no account or address. A minor's birth date does: without it
        a child would count as an adult there, and with it nobody decides until it says who."""
        if person is not None and person.pk not in self.people:
            self.people[person.pk] = self._new_card(person)
        return person and self.people[person.pk]

    def copy(self, row, **links):
        """A copy of this row, not yet laid, without what hangs on the old plan; `links` are its
        own foreign keys, in the new plan."""
        own_fields = (one for one in row._meta.fields if one.name not in HOUSE)
        values = {one.name: getattr(row, one.name) for one in own_fields if not one.is_relation}
        return type(row)(**values, **links)

    def lay(self, row, copy, part=None, write=items.write):
        """Put a copy in the new plan: told by the same person, about the same people, meant for
        the same; it keeps its own date. Returns the copy."""
        copy.told_by = self.card(row.told_by)
        copy.audience, readers = self._heard(row, copy)
        about = [self.card(person) for person in row.about.all()]
        copy = write(copy, by=self.me, about=about, readers=readers, part=part)
        copy.created, copy.changed = row.created, row.changed
        copy.save(update_fields=["created", "changed"])
        self.laid[row.pk] = copy
        return copy

    def _heard(self, row, copy):
        """Readers come along only where they are known there already; with none left, it is one's
        own alone. It never becomes wider."""
        if row.audience != Audience.READERS:
            return row.audience, []
        known = [self.people[one.pk] for one in row.readers.all() if one.pk in self.people]
        known = [one for one in known if one.pk != self.me.pk]
        return (Audience.READERS, known) if known else (Audience.TELLER, [])

    def _new_card(self, person):
        if not person.emptied:
            born = None if person.is_adult(localdate()) else person.born
            return people.add(by=self.me, name=person.name, kind=person.kind, born=born)
        return Person.objects.create(plan_id=self.me.plan_id, kind=person.kind, emptied=clock())


def fill(visit, plan):
    """Copy the own rows of this visitor, of every tool, into this new plan of theirs. Returns how
    many. Call it in a transaction."""
    luggage = Luggage(visit, visit_of(visit.person.user, plan.pk).person)
    for tool in installed_tools():
        tool.carry(luggage)
    return len(luggage.laid)


def carry(luggage):
    """The ground floor's rows: stories, goals with own steps, agreements with one's own stance,
    other plans with their paper. A step or a stance with another's words stays with those."""
    for row in luggage.rows(Story):
        luggage.lay(row, luggage.copy(row))
    for row in luggage.rows(Goal):
        luggage.lay(row, luggage.copy(row))
    for row in luggage.rows(Step):
        if goal := luggage.laid.get(row.goal_id):
            luggage.lay(row, luggage.copy(row, goal=goal, who=luggage.card(row.who)))
    for row in luggage.rows(Agreement):
        luggage.lay(row, _agreement(luggage, row))
    for row in luggage.rows(Stance):
        if agreement := luggage.laid.get(row.agreement_id):
            luggage.lay(row, luggage.copy(row, agreement=agreement))
    for row in luggage.rows(OtherPlan):
        _other_plan(luggage, row)


def _agreement(luggage, row):
    return luggage.copy(
        row,
        who=luggage.card(row.who),
        checked_by=luggage.card(row.checked_by),
        goal=luggage.laid.get(row.goal_id),
    )


def _other_plan(luggage, row):
    laid = luggage.lay(row, luggage.copy(row))
    if row.paper is None or row.paper.removed:
        return
    paper = files.Checked(
        row.paper.shown_name, row.paper.content_type, files.place(row.paper).read_bytes()
    )
    laid.paper = files.store(
        paper,
        by=luggage.me,
        part=laid.part,
        told_by=laid.told_by,
        about=laid.about.all(),
        audience=laid.audience,
        readers=laid.readers.all(),
    )
    laid.save(update_fields=["paper"])
