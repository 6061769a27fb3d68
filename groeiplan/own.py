"""Own rows: what somebody told, or wrote down for somebody without an account; over all tools."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db.models import CASCADE, CharField, Q, Value
from django.http import Http404
from django.urls import reverse
from django.utils.text import Truncator, capfirst
from django.utils.timezone import localdate

from groeiplan.dates import age_on
from groeiplan.keys import TURNING_AGES
from groeiplan.models import ChapterItem, ContactDetail
from groeiplan.models.items import Audience

# From few readers to many: an audience is narrower than those after it.
FROM_FEW_TO_MANY = (Audience.TELLER, Audience.READERS, Audience.FAMILY, Audience.KEYHOLDERS)
# How to reach somebody with an account goes no further when another chooses.
INSIDE = (Audience.TELLER, Audience.FAMILY)
SAID_IN = ("title", "what", "text", "words", "because", "value")
CHOSEN_IN = ("kind", "says")


@dataclass(frozen=True)
class Own:
    """One own row: what it says, and for whom it may be meant by its teller."""

    row: ChapterItem
    words: str
    audiences: tuple  # narrow ones first


@cache
def models():
    """{model name: model} of all rows that can be meant for somebody by themselves."""
    rows = (model for model in apps.get_models() if issubclass(model, ChapterItem))
    return {model._meta.model_name: model for model in rows if model.audiences}


def is_own(row, visit):
    """Is this what this visitor told, or wrote down for somebody who has no account?"""
    if row.told_by_id == visit.person.pk:
        return True
    return row.written_by_id == visit.person.pk and visit.speaks_for(row.told_by)


def rows(visit, model):
    """The own rows of this visitor, oldest first, with whom they are about and who reads them."""
    mine = Q(told_by=visit.person) | Q(written_by=visit.person)
    found = visit.rows(model).filter(mine).select_related("chapter", "written_by")
    found = found.prefetch_related("about", "readers").order_by("created", "pk")
    return [row for row in found if is_own(row, visit)]


def all_rows(visit):
    """`Own` rows of this visitor from every tool that opens to them, newest first. One question
    tells which kinds there are; then only those are read."""
    found = [row for model in _kinds(visit) for row in rows(visit, model)]
    found.sort(key=lambda row: (row.created, str(row.pk)), reverse=True)
    above = _above(visit, found)
    return [of(visit, row, above.get(row.pk)) for row in found]


def one(visit, name, pk):
    """An own row by its model's name and its id; else Http404. Also for another's row to which the
    door opens: its room may hide it (a card that is off the screen), and then it is not there."""
    model = models().get(name)
    if model is None:
        raise Http404
    row = visit.get(model, pk)
    if not is_own(row, visit):
        raise Http404
    return row


def of(visit, row, above=None):
    """What its teller may do with this row; `above`: what it hangs under."""
    return Own(row, words(row, above), audiences(visit, row))


def said_at(row):
    """The address where it stands who reads this row now, where no readers of its own say that: a
    model names that page as `readers_said_at`. Else "", also while only its teller reads it."""
    page = getattr(row, "readers_said_at", "")
    if not page or row.audience == Audience.TELLER:
        return ""
    return reverse(page, args=[row.plan_id, row.pk])


def above(visit, row):
    """What this row hangs under (a card, a meeting, an agreement) as far as this visitor sees it;
    else None."""
    return _above(visit, [row]).get(row.pk)


def audiences(visit, row):
    """Whom this visitor may choose, few first. A guest never keeps anything from the family, and
    whoever may not write in a part any more can still narrow what they told there."""
    offered = [one for one in FROM_FEW_TO_MANY if one in row.audiences]
    if not visit.is_family or row.by_guest:
        offered = [one for one in offered if one in (Audience.FAMILY, Audience.KEYHOLDERS)]
    if reaches_another(row, visit.person, visit.knows_account):
        offered = [one for one in offered if one in INSIDE]
    if not visit.may_change(row):
        now = FROM_FEW_TO_MANY.index(row.audience)
        offered = [one for one in offered if FROM_FEW_TO_MANY.index(one) <= now]
    return tuple(offered)


def reaches_another(row, person, knows_account):
    """Is this a way to reach somebody else, who has an account and so decides about it? As far as
    `knows_account` says (of a visit of this person): an account by which nothing was ever open,
    and that is kept from them, can not choose here either, and an answer of its own would tell."""
    if not isinstance(row, ContactDetail) or row.person_id in (None, person.pk):
        return False
    return knows_account(row.person)


def words(row, above=None):
    """The words by which its teller knows a row again, at most 200 characters; first those of what
    it hangs under: "mevrouw Dekker: stapt terug"."""
    text = _said(row)
    if above is not None:
        text = f"{Truncator(_said(above, kind=False)).chars(80)}: {text}"
    return text if len(text) <= 200 else text[:199] + "…"


def _said(row, kind=True):
    fields = CHOSEN_IN if kind else ()
    chosen = [getattr(row, f"get_{name}_display")() for name in fields if hasattr(row, name)]
    said = [str(getattr(row, name)) for name in SAID_IN if getattr(row, name, "")]
    return ": ".join([*map(capfirst, chosen[:1]), *said[:1]])


def _above(visit, found):
    """{row's id: what it hangs under and would go with}, in one query for each kind of that."""
    links = [(row, link) for row in found if (link := hangs_under(type(row)))]
    wanted = defaultdict(set)
    for row, link in links:
        wanted[link.related_model].add(getattr(row, link.attname))
    seen = {
        one.pk: one for model, pks in wanted.items() for one in visit.rows(model).filter(pk__in=pks)
    }
    return {row.pk: seen.get(getattr(row, link.attname)) for row, link in links}


@cache
def hangs_under(model):
    """The field by which these rows hang under another one; None where they stand by themselves."""
    for field in model._meta.fields:
        above = field.many_to_one and issubclass(field.related_model, ChapterItem)
        if above and field.remote_field.on_delete is CASCADE:
            return field
    return None


def is_young(person, now):
    """From 12 up to and including 17: with an own corner, which others in the family do not see
    unless it is released (DOMAIN §6)."""
    first, of_age = min(TURNING_AGES), max(TURNING_AGES)
    return person.born is not None and first <= age_on(person.born, localdate(now)) < of_age


def _kinds(visit):
    """The models of which this visitor has rows in parts that open to them, in one query."""
    asked = []
    for name, model in models().items():
        if chapters := visit.chapters(model._meta.app_label, model.part or None):
            mine = model.objects.filter(plan=visit.plan, chapter__in=list(chapters), removed=None)
            mine = mine.filter(Q(told_by=visit.person) | Q(written_by=visit.person))
            kind = Value(name, output_field=CharField())
            asked.append(mine.order_by().values_list(kind))
    if not asked:
        return []
    there = {name for (name,) in asked[0].union(*asked[1:])}
    return [model for name, model in models().items() if name in there]
