"""How one person decides, where that is not as their age says, and that it ends (DOMAIN §6).

`set_rule(by=, person=, kind=, why=, since=None)`, `answer_rule(rule, by=, agrees=)` and
`end_rule(rule, by=, until=)` return the `DecisionRule`, or raise `Refused` (a code in its `why`)
or PermissionDenied. `may_rule(by, person, kind)` tells who may be shown the form,
`in_force(person)` the rule that runs, waits or is to come. A rule counts only while others agree
(`Book.counts`, docs/decisions/0021)."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.timezone import now as clock

from consent import emails
from consent.models import DecisionRule, RuleAnswer
from consent.needed import DECIDES, HAS_A_SAY
from consent.standing import Book
from groeiplan import journal, keys, locks
from groeiplan.dates import age_on
from groeiplan.models import Entry

Kind = DecisionRule.Kind


class Refused(ValueError):
    """This cannot be written down. `why`: oneself, elsewhere, empty (no words why), age, nobody
    (none is left to decide), again (another rule still runs), period, over (it ended already)."""

    def __init__(self, why):
        super().__init__(why)
        self.why = why


@transaction.atomic
def set_rule(*, by, person, kind, why, since=None):
    """Write down from which day (default: today) this young person of 12 to 15 decides alone, or
    this person cannot weigh it now, and why. It counts when those agree whose say it takes
    away, and opens nothing that was asked before: a consent ends on the day the rule begins, and
    who was asked stays asked. Sent twice, it is one rule. Raises `Refused`, or PermissionDenied
    for whom `may_rule` not."""
    found = _locked(person, by)
    since = since or localdate()
    if not may_rule(by, found, kind):
        raise PermissionDenied
    if not why.strip():
        raise Refused("empty")
    if running := in_force(found):
        if (running.kind, running.why, running.since) == (kind, why, since):
            return running
        raise Refused("again")
    _must_fit(found, kind, since)
    rule = DecisionRule.objects.create(
        plan_id=by.plan_id, person=found, kind=kind, why=why, noted_by=by, at=clock(), since=since
    )
    _told(found, by)
    book = Book(by.plan_id)
    for one in book.asked_of(rule):
        emails.something_is_asked(book.people[one])
    return rule


@transaction.atomic
def answer_rule(rule, *, by, agrees):
    """Somebody who is asked (`Book.asked_of`) says whether this rule is right. They may say it
    otherwise later; it then counts, or no longer does, from that moment. When it comes to count
    after its first day, it begins today: it reaches nothing that lies before. Raises `Refused`
    ("over"), or PermissionDenied for who was not asked."""
    found = locks.card(rule.person_id)
    rule = DecisionRule.objects.select_for_update(no_key=True).get(pk=rule.pk)
    if rule.plan_id != by.plan_id or by.pk not in Book(by.plan_id).asked_of(rule):
        raise PermissionDenied
    if rule.until and rule.until < localdate():
        raise Refused("over")
    said = RuleAnswer.objects.filter(rule=rule, person=by).first()
    if said and said.agrees == agrees:
        return rule
    values = {"plan_id": rule.plan_id, "agrees": agrees, "at": clock()}
    RuleAnswer.objects.update_or_create(rule=rule, person=by, defaults=values)
    if agrees and Book(by.plan_id).counts(rule) and rule.since < localdate():
        rule.since = localdate()
        rule.save(update_fields=["since"])
    _told(found, by)
    return rule


@transaction.atomic
def end_rule(rule, *, by, until):
    """This rule has `until` as its last day; what was shared meanwhile is asked again from then.
    Who may write it down may end it. Raises `Refused`, or PermissionDenied."""
    found = _locked(rule.person, by)
    rule = DecisionRule.objects.select_for_update(no_key=True).get(pk=rule.pk)
    if not may_rule(by, found, rule.kind):
        raise PermissionDenied
    if rule.until == until:
        return rule
    if rule.until and rule.until < localdate():
        raise Refused("over")
    if until < rule.since:
        raise Refused("period")
    rule.until = until
    rule.save()
    _told(found, by)
    return rule


def may_rule(by, person, kind):
    """May `by` say this about this person? An adult of the family with authority over them today;
    that an adult cannot weigh it, any adult of the family. Never about oneself."""
    now, today = clock(), localdate()
    if by.pk == person.pk or by.plan_id != person.plan_id:
        return False
    if not (by.is_family(now) and by.is_adult(today)):
        return False
    if person.is_adult(today):
        return kind == Kind.NOT_ABLE
    holders = Book(by.plan_id).holders[person.pk]
    return any(one.id == by.pk and one.holds(today) for one in holders)


def in_force(person):
    """The rule about this person that runs today, waits or is still to begin, or None."""
    rules = DecisionRule.objects.filter(person=person).order_by("since")
    today = localdate()
    return next((rule for rule in rules if rule.until is None or rule.until >= today), None)


def _must_fit(person, kind, since):
    """Deciding alone is for 12 to 15, not being able from 12 on: a younger child is not asked.
    Somebody must be left to decide, or nothing about this person could be shared."""
    oldest = DECIDES if kind == Kind.ALONE else None
    for day in (since, max(since, localdate())):
        age = age_on(person.born, day) if person.born else None
        if (age is None and oldest) or (age is not None and age < HAS_A_SAY):
            raise Refused("age")
        if oldest and age >= oldest:
            raise Refused("age")
    if kind == Kind.NOT_ABLE and not Book(person.plan_id).left_to_decide(person, since):
        raise Refused("nobody")


def _locked(person, by):
    """The card as it is now, held so that two at once wait for each other here."""
    if person.plan_id != by.plan_id:
        raise Refused("elsewhere")
    found = locks.card(person.pk)
    if found.emptied:
        raise Refused("elsewhere")
    if found.pk == by.pk:
        raise Refused("oneself")
    return found


def _told(person, by):
    keys.sync(by.plan)
    journal.write(by.plan_id, Entry.Act.RULE_CHANGED, who=by, whom=person)
