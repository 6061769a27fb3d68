"""A court's decision in the place of a parent's yes. One person writes it down, another lays it
beside the paper: nobody replaces another's yes alone (docs/decisions/0021)."""

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.timezone import now as clock

from consent import emails
from consent.actions.answers import noters
from consent.actions.record import Refused, asked_giver, held, say_yes, tell
from consent.models import CourtDecision, Yes
from consent.needed import Capacity
from consent.standing import Book
from groeiplan.models import Authority, Entry


@transaction.atomic
def note_court(consent, *, giver, by, reader, decided_on, court, case_number):
    """An adult of the family writes down that a court's consent takes the place of this parent's
    yes: which court, which case, on which day (DOMAIN §6); also after this parent said no, unless
    they had said yes before: then a new consent is asked. It counts when `reader`, one of
    `court_readers`, says that it is so. The same sent twice is one. Returns the `CourtDecision`.
    Raises `Refused` ("giver" for who is not needed as parent only, "noter", "reader", "day" for a
    day to come, "court" where it is not said which, "over", "refused", "again" where another
    decision waits already)."""
    found = held(consent, by)
    asked = asked_giver(found, giver)
    _may_be_written(found, asked, by, decided_on)
    said = {"decided_on": decided_on, "court": court.strip(), "case_number": case_number.strip()}
    if not (said["court"] and said["case_number"]):
        raise Refused("court")
    standing = Book(found.plan_id).standing(found)
    if reader not in court_readers(standing, found.plan.people.all(), giver, by):
        raise Refused("reader", reader)
    if waiting := asked.decisions.filter(right=None).first():
        same = {name: getattr(waiting, name) for name in said} == said
        if same and (waiting.reader, waiting.written_by) == (reader, by):
            return waiting
        raise Refused("again")
    decision = CourtDecision.objects.create(
        plan_id=found.plan_id,
        giver=asked,
        written_by=by,
        written_at=clock(),
        reader=reader,
        **said,
    )
    tell(found, Entry.Act.COURT_NOTED, by, whom=giver)
    emails.something_is_asked(reader)
    return decision


@transaction.atomic
def read_court(decision, *, by, right):
    """The reader says whether the decision is as it was written down. Then it counts as this
    parent's yes, or never will. Whoever wrote it down may only take it back. Twice is once. Raises
    `Refused` ("reader" for anybody else, "over", "refused")."""
    found = held(decision.giver.consent, by)
    decision = CourtDecision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if by.pk != decision.reader_id and (right or by.pk != decision.written_by_id):
        raise Refused("reader", by)
    if decision.right is not None:
        return decision
    giver = decision.giver.person
    if right:
        asked = asked_giver(found, giver)
        _must_still_replace(found, asked)
        people, writer = found.plan.people.all(), decision.written_by
        if by not in court_readers(Book(found.plan_id).standing(found), people, giver, writer):
            raise Refused("reader", by)  # who may read it is asked again on the day itself
    decision.right, decision.answered_at = right, clock()
    decision.save(update_fields=["right", "answered_at"])
    if right:
        say_yes(
            found,
            giver,
            form=Yes.Form.COURT,
            noted_by=decision.written_by,
            read_by=by,
            decided_on=decision.decided_on,
            court=decision.court,
            case_number=decision.case_number,
        )
    else:
        tell(found, Entry.Act.COURT_DENIED, by, whom=giver)
    return decision


def court_readers(standing, people, giver, by):
    """Those of these people who may be asked to read a court's decision that `by` writes down: this
    giver themselves, the other adults of the family circle; and where this giver does not speak
    here, whoever may write down what they say (`noters`). Each with an account, never the
    receiver. A guest whom one parent let in does not speak against a parent who is here."""
    now, today = clock(), localdate()
    neutral = [] if giver.speaks_here else noters(standing, people, giver)
    return [
        one
        for one in people
        if one.user_id and one.pk not in (by.pk, standing.consent.receiver_id)
        if one == giver or one in neutral or (one.is_family(now) and one.is_adult(today))
    ]


def _may_be_written(consent, asked, by, decided_on):
    now, giver = clock(), asked.person
    if not (by.is_family(now) and by.is_adult(localdate(now))) or by.pk == giver.pk:
        raise Refused("noter", by)
    if not may_be_replaced(giver, asked.reasons):
        raise Refused("giver", giver)
    if decided_on > localdate(now):
        raise Refused("day")
    _must_still_replace(consent, asked)


def may_be_replaced(giver, reasons):
    """Can a court take the place of this yes? It is asked for as parent, or of who was left out; or
    as guardian where only the giver themselves wrote that down: nobody puts themselves out of a
    court's reach. `reasons`: (capacity, about whom)."""
    beyond = [
        (capacity, about)
        for capacity, about in reasons
        if capacity not in (Capacity.PARENT, Capacity.LEFT_OUT)
    ]
    if not reasons or any(capacity != Capacity.GUARDIAN for capacity, _about in beyond):
        return False
    over = Authority.objects.filter(
        child__in=[about for _capacity, about in beyond],
        holder=giver,
        kind=Authority.Kind.GUARDIAN,
    )
    return not over.exclude(written_by=giver).exists()


def _must_still_replace(consent, asked):
    said = consent.yeses.filter(giver=asked.person)
    if asked.refused_at and said.exclude(form=Yes.Form.COURT).exists():
        raise Refused("refused", asked.person)
    if said.exists():
        raise Refused("over")
