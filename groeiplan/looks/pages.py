"""A long log, page by page: it begins where the last page ended, so the thousandth costs what the
first did. A day stays in one piece, unless it is longer than a page."""

from dataclasses import dataclass, field
from uuid import UUID

from django.utils.timezone import localdate

from groeiplan.models import Entry

A_PAGE = 200  # entries at most


BEGIN = "begin"  # before the first entry


class NoSuchPage(LookupError):
    """No entry with that id stands in this plan's journal."""


@dataclass(frozen=True)
class Page:
    """Some entries, the newest first. `newer` and `older` are the places to go on from (`after`
    and `before`), None where nothing is; `from_newer` and `to_older` say that the first or the
    last day is only partly here."""

    entries: list = field(default_factory=list)
    newer: UUID | str | None = None
    older: UUID | str | None = None
    from_newer: bool = False
    to_older: bool = False


def page(entries, plan, *, before=None, after=None, most=A_PAGE):
    """The entries before or after the one with that id; without either the newest, and after
    `BEGIN` the oldest. Raises `NoSuchPage`. One query more for an id, whatever page it is. Numbers
    are not used: from gaps between them one reads how much others did."""
    if after is not None:
        return _newer_than(entries, plan, after, most)
    edge = _entry(plan, before) if before is not None else None
    if edge:
        entries = entries.filter(at__lte=edge.at).exclude(at=edge.at, seq__gte=edge.seq)
    found = list(entries.order_by("-at", "-seq")[: most + 1])
    shown, cut = _whole_days(found, most)
    return Page(
        shown,
        newer=(shown[0].pk if shown else BEGIN) if edge else None,
        older=shown[-1].pk if len(found) > most else None,
        from_newer=bool(edge and shown) and _same_day(edge, shown[0]),
        to_older=cut,
    )


def _newer_than(entries, plan, after, most):
    edge = _entry(plan, after) if after != BEGIN else None
    if edge:
        entries = entries.filter(at__gte=edge.at).exclude(at=edge.at, seq__lte=edge.seq)
    found = list(entries.order_by("at", "seq")[: most + 1])
    shown, cut = _whole_days(found, most)
    return Page(
        shown[::-1],
        newer=shown[-1].pk if len(found) > most else None,
        older=shown[0].pk if edge and shown else None,
        from_newer=cut,
        to_older=bool(edge and shown) and _same_day(edge, shown[0]),
    )


def _entry(plan, pk):
    found = Entry.objects.filter(plan=plan, pk=pk).only("at", "seq").first()
    if found is None:
        raise NoSuchPage(pk)
    return found


def _whole_days(found, most):
    """(what fits without cutting a day, was a day cut after all?)."""
    if len(found) <= most:
        return found, False
    following = found[most]
    whole = [entry for entry in found[:most] if not _same_day(entry, following)]
    return (whole, False) if whole else (found[:most], True)


def _same_day(one, other):
    return localdate(one.at) == localdate(other.at)
