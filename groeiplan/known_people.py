"""The people this visitor may know: whoever stands in a list, in a form, in an answer."""

from collections import Counter

from django.utils.timezone import localdate

from groeiplan.access import VIEW
from groeiplan.dates import Birth
from groeiplan.models import Authority, Person


def people_of(visit):
    """The cards this visitor may see, in the order they came in; emptied ones are left out. Notes
    that the list was read. A key about some children opens only theirs, and one's own."""
    chapters = visit.chapters("groeiplan", "people")
    visit.read.update(chapters)
    keys = [key for key in visit.keys if key.content_object_id in chapters and key.right == VIEW]
    people = Person.objects.filter(plan=visit.plan, emptied=None).select_related("organisation")
    return [
        person
        for person in people.order_by("created")
        if person == visit.person or any(_opens(key, person) for key in keys)
    ]


def cards(visit):
    """What tells two states of that list apart, as `groeiplan.live.state` asks."""
    if not visit.opens("groeiplan", "people"):
        return []
    people = {one.pk: one for one in people_of(visit)}
    rows = Authority.objects.filter(child__in=people, holder__in=people).order_by("pk")
    said = [(one.version, one.ground, one.ground_words) for one in people.values()]
    return [*people, *said, *rows.values_list("pk", "since", "until")]


def known_people(visit, chosen=None, *, beside=()):
    """Whom this visitor may name. A guest who may not read the list of people names only itself,
    whoever its keys are about, and whoever it reads of in the rows beside which its own will
    stand (`beside`, their models). `chosen` already stands on the row and stays possible."""
    people = people_of(visit)
    if not visit.opens("groeiplan", "people"):
        known = {key.about_id for key in visit.keys}.union(*(_read_of(visit, m) for m in beside))
        named = visit.plan.people.filter(pk__in=known - {None, visit.person.pk}, emptied=None)
        people = [*named.order_by("created"), *people]
    return people if chosen is None or chosen in people else [*people, chosen]


def births(visit, people=None):
    """{name: `dates.Birth`} of the family's children, and "ik" for the visitor, so that "toen Noor
    6 was" is understood; for the family only. Of nobody else: the answer would tell when they were
    born. Two with one name are left out; nobody can tell which is meant. `people`: what
    `people_of` answered, where that was asked before."""
    if not visit.is_family:
        return {}
    if people is None:
        people = people_of(visit)
    today = localdate()
    family = [one for one in people if one.kind == Person.Kind.FAMILY and one.born]
    names = Counter(one.name for one in family)
    children = [one for one in family if not one.is_adult(today)]
    found = {one.name: _birth(one) for one in children if names[one.name] == 1}
    me = {"ik": _birth(visit.person)} if visit.person.born else {}
    return found | me


def _birth(person):
    return Birth(person.born, str(person.pk))


def _read_of(visit, model):
    """The ids of all people that stand with their name on a row of this model."""
    if not visit.opens(model._meta.app_label, model.part or None):
        return set()
    columns = [one.attname for one in model._meta.fields if one.related_model is Person]
    rows = list(visit.rows(model).prefetch_related("about"))
    ids = {getattr(row, column) for row in rows for column in columns}
    return ids | {person.pk for row in rows for person in row.about.all()}


def _opens(key, person):
    if key.items_since and person.created < key.items_since:
        return False
    return key.about_id in (None, person.pk)
