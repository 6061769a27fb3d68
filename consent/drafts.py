"""A form for sharing that was filled in and is not given yet. It is kept with the log-in of whoever
filled it in (the session) and nowhere else, under the id of the consent it may become: so Back,
"iets veranderen" and "kijk eerst als" find it again, and two open forms never mix. It goes when it
is given or dropped, after its time, and with the log-out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.http import QueryDict

KEPT = "sharing"  # in the session: {plan id: {draft id: what was filled in}}
LASTS = timedelta(hours=12)
MOST = 5  # in one plan; the oldest makes room
LONGEST = 20_000  # letters in one


@dataclass(frozen=True)
class Draft:
    """What was filled in: with whom, in the place of which earlier consent, and each answer."""

    pk: UUID
    receiver: UUID
    old: UUID | None
    typed: QueryDict

    def is_of(self, receiver, old):
        """Was it filled in for this card, and in the place of this consent (or of none)?"""
        return (self.receiver, self.old) == (receiver.pk, old and old.pk)


def of(request, visit, pk):
    """The `Draft` with this id that the visitor filled in for this plan, or None."""
    kept = _live(request, visit).get(str(pk))
    return kept and _unpacked(pk, kept)


def unfinished(request, visit, receiver, old=None):
    """The visitor's `Draft`s for this card and in the place of this consent, newest first."""
    found = [_unpacked(UUID(pk), kept) for pk, kept in _live(request, visit).items()]
    return [one for one in reversed(found) if one.is_of(receiver, old)]


def keep(request, visit, draft):
    """Keep this `Draft` instead of an earlier one with its id. What is too long to be an honest
    answer is not kept: the page that shows it still has it."""
    packed = {
        "receiver": str(draft.receiver),
        "old": str(draft.old) if draft.old else None,
        "at": visit.now.isoformat(),
        "typed": {name: list(dict.fromkeys(values)) for name, values in draft.typed.lists()},
    }
    if sum(len(one) for values in packed["typed"].values() for one in values) > LONGEST:
        return
    others = {pk: one for pk, one in _live(request, visit).items() if pk != str(draft.pk)}
    newest = list(others.items())[-(MOST - 1) :]
    _write(request, visit, {**dict(newest), str(draft.pk): packed})


def drop(request, visit, pk):
    """Forget this draft. Twice is once."""
    found = _live(request, visit)
    if str(pk) in found:
        _write(request, visit, {other: one for other, one in found.items() if other != str(pk)})


def _live(request, visit):
    found = request.session.get(KEPT, {}).get(str(visit.plan.pk), {})
    return {pk: one for pk, one in found.items() if _ends(one) > visit.now}


def _ends(kept):
    return datetime.fromisoformat(kept["at"]) + LASTS


def _write(request, visit, found):
    plans = {**request.session.get(KEPT, {}), str(visit.plan.pk): found}
    for plan, drafts in plans.items():  # also of a plan that is not there any more
        plans[plan] = {pk: one for pk, one in drafts.items() if _ends(one) > visit.now}
    plans = {plan: drafts for plan, drafts in plans.items() if drafts}
    if plans:
        request.session[KEPT] = plans
    else:
        request.session.pop(KEPT, None)


def _unpacked(pk, kept):
    typed = QueryDict(mutable=True)
    for name, values in kept["typed"].items():
        typed.setlist(name, values)
    return Draft(pk, UUID(kept["receiver"]), kept["old"] and UUID(kept["old"]), typed)
