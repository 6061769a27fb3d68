"""A birth date by which fewer people would have to agree waits for one of them: else whoever holds
the pen makes a child decide alone (docs/decisions/0009)."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.timezone import now as clock

from groeiplan import change_number, emails, journal, keys, locks
from groeiplan.dates import age_on
from groeiplan.models import Authority, Entry, Person
from groeiplan.tools import installed_tools


def turned(born):
    """How many of the turning ages are reached today; an unknown birth date counts as adult."""
    if born is None:
        return len(keys.TURNING_AGES)
    return sum(age_on(born, localdate()) >= age for age in keys.TURNING_AGES)


def confirmers(person, proposer):
    """Who may say of a birth date that `proposer` (a Person or None) wrote down "klopt": the other
    adults of the circle with an account who have authority over this child, or where none is
    written down all of them; and the young person from twelve with an account there."""
    now, today = clock(), localdate()
    known = Person.objects.filter(plan=person.plan_id, user__isnull=False).order_by("created")
    there = [one for one in known if one.is_family(now) and one != proposer]
    adults = [one for one in there if one.is_adult(today) and one != person]
    above = _above(person, today)
    found = [one for one in adults if one.pk in above] if above else adults
    young = person.born and age_on(person.born, today) >= min(keys.TURNING_AGES)
    return [*found, *(one for one in there if one == person and young)]


def waits(person, born, by):
    """Is this birth date, by which more turning ages are reached, for another to confirm?"""
    return turned(born) > turned(person.born) and bool(confirmers(person, by))


def propose(person, born, by):
    """Keep it on this card (held by the caller, who saves it), and let who may confirm it know."""
    if (person.born_proposed, person.born_proposed_by) == (born, by):
        return
    person.born_proposed, person.born_proposed_by = born, by
    for one in confirmers(person, by):
        emails.something_is_ready(one.user)


@transaction.atomic
def answer(person, *, by, born, right):
    """One of its `confirmers` says whether this proposed date is right; then it counts. Who wrote
    it down may only take it back. Twice is once; what is no longer proposed changes nothing.
    PermissionDenied for anybody else."""
    found = locks.card(person.pk)
    if found.plan_id != by.plan_id:
        raise PermissionDenied
    if found.born_proposed is None or found.born_proposed != born:
        return found
    if not may_answer(found, by) and (right or found.born_proposed_by != by):
        raise PermissionDenied
    if right:
        found.born = found.born_proposed
    found.born_proposed = found.born_proposed_by = None
    found.version += 1
    found.save()
    keys.sync(found.plan)
    if right:
        corrected(found, by)
    change_number.tell(found.plan_id)
    journal.write(by.plan_id, Entry.Act.CARD_CHANGED, who=by, whom=found)
    return found


def corrected(person, by):
    """`by` changed when this person was born: what follows from it, follows. Call it in the
    transaction, after the keys are made anew."""
    for tool in installed_tools():
        tool.born_otherwise(person, by)


def may_answer(person, by):
    """Does a proposed date on this card wait for `by`?"""
    return person.born_proposed is not None and by in confirmers(person, person.born_proposed_by)


def waiting_for(user):
    """The cards with a date that waits for this account, in any plan. One query where there is
    none."""
    cards = Person.objects.filter(
        plan__people__user=user, born_proposed__isnull=False, emptied=None
    )
    cards = list(cards.select_related("born_proposed_by").order_by("created"))
    mine = Person.objects.filter(user=user, plan__in=[one.plan_id for one in cards], emptied=None)
    me = {one.plan_id: one for one in mine.select_related("plan")} if cards else {}
    for card in (one for one in cards if one.plan_id in me):
        if may_answer(card, me[card.plan_id]):
            yield card, me[card.plan_id].plan


def _above(person, today):
    written = Authority.objects.filter(child=person.pk)
    return {
        one.holder_id
        for one in written
        if (one.since is None or one.since <= today) and (one.until is None or today <= one.until)
    }
