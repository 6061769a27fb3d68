"""People's cards: adding, changing, emptying; who has authority over a child. Only family does."""

from copy import copy

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.timezone import now as clock

from groeiplan import change_number, journal, keys, locks
from groeiplan.actions import births, invitations, left_out
from groeiplan.actions.items import Conflict
from groeiplan.models import (
    Authority,
    ContactDetail,
    Entry,
    Invitation,
    Organisation,
    Person,
    Version,
)

VALUES = frozenset(("name", "kind", "role", "household", "born", "organisation"))


class Refused(ValueError):
    """This cannot be done with this card. `why`: family, empty, elsewhere, oneself, period, age,
    grown (a representative is for an adult), self (nobody writes themselves down as that), theirs
    (somebody's authority, which they end, or who wrote it down)."""

    def __init__(self, why):
        super().__init__(why)
        self.why = why


@transaction.atomic
def add(*, by, name, kind, role="", household="", born=None, organisation="", person_id=None):
    """Put a person's card in the plan of `by` (a Person of the family) and return it. A card
    opens nothing. Sent twice with the same `person_id`, it is one card; an id that belongs to
    another plan is an `IntegrityError`, and nothing of that card is shown or changed."""
    _only_family(by)
    person = Person(
        plan_id=by.plan_id, name=name, kind=kind, role=role, household=household, born=born
    )
    if person_id:
        person.pk = person_id
        if made := _made(person):
            return made
    person.organisation = _organisation(by.plan_id, organisation)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:
        if made := _made(person):  # the same form, sent twice at the same moment
            return made
        raise
    if person.kind == Person.Kind.FAMILY and person.born:
        keys.sync(by.plan)  # a child's birthdays end the keys about the whole family too
    change_number.tell(by.plan_id)
    return person


@transaction.atomic
def change(person, *, by, version, organisation=None, **values):
    """Change a card that still has this version; raises `Conflict` otherwise, `Refused` for an
    emptied card, a card that `stays_family` and would stop being family, or a birth date by which
    somebody else decides differently; PermissionDenied for what `by` `may_write` not. `values` may
    be name, kind, role, household, born. A birth date that `births.waits` is kept apart until
    another confirms it. A changed birth date moves the moments on which a yes must be asked again,
    so the keys are made anew. The journal tells of it."""
    _only_family(by)
    if unknown := set(values) - VALUES:
        raise TypeError(f"not for changing: {', '.join(sorted(unknown))}")
    found = _locked(person, by)
    if found.version != version:
        raise Conflict(found)
    if values.get("kind", found.kind) != found.kind and stays_family(found):
        raise Refused("family")
    if organisation is not None:
        values["organisation"] = _organisation(by.plan_id, organisation)
    changed = {name for name, value in values.items() if getattr(found, name) != value}
    if changed - may_write(found, by):
        raise PermissionDenied
    if "born" in changed:
        _born(found, values, by)
    for name, value in values.items():
        setattr(found, name, value)
    found.version += 1
    found.save()
    keys.sync(found.plan)
    if "born" in changed & values.keys():
        births.corrected(found, by)
    change_number.tell(found.plan_id)
    if changed:
        journal.write(by.plan_id, Entry.Act.CARD_CHANGED, who=by, whom=found)
    return found


@transaction.atomic
def empty(person, *, by):
    """Empty a card ("oud-deelnemer"): the name goes from the card, the account's keys, open
    invitations and contact details go too, the words this person told stay. From the journal the
    name goes where it tells of no look (`journal.erase_names`). Only an adult does this. Raises
    `Refused("family")` for a family member, and for a child over whom somebody else has authority
    or may have it: nobody alone puts family out. Twice is once."""
    _only_adults(by)
    found = (
        Person.objects.select_for_update(no_key=True).filter(pk=person.pk, plan=by.plan_id).first()
    )
    if found is None:
        raise Refused("elsewhere")
    if found.emptied:
        return found
    if not may_be_emptied(found, by):
        raise Refused("family")
    wipe(found, by=by)
    return found


def may_be_emptied(person, by):
    """May this adult of the family empty this card? Not of who belongs to the circle, nor of a
    child over whom another has authority or was asked whether they have it."""
    others = (
        person.under_authority.exclude(holder=by),
        person.left_out.exclude(person=by).filter(answered_at=None),
    )
    return not person.is_family(clock()) and not any(rows.exists() for rows in others)


def wipe(found, *, by):
    """Take all that tells who somebody is off their card. Its callers say whose card that may be;
    call it in their transaction."""
    was = copy(found)
    found.name = found.role = found.household = found.ground = found.ground_words = ""
    found.organisation = found.born = found.user = None
    found.born_proposed = found.born_proposed_by = None
    found.emptied = clock()
    found.version += 1
    found.save()
    _forget_addresses(found)
    keys.sync(found.plan)
    change_number.tell(found.plan_id)
    who = was if by.pk == found.pk else by
    journal.write(by.plan_id, Entry.Act.CARD_EMPTIED, who=who, whom=was)
    journal.erase_names(found)


@transaction.atomic
def state_ground(*, by, ground, words):
    """A guest who helps this family for its work says, on their own card and in plain words, on
    what ground (`Person.Ground`). It stands beside the family's yes: no key and no other column
    changes. The journal tells of it. PermissionDenied for family and for who is no professional."""
    found = _locked(by, by)
    if found.kind != Person.Kind.PROFESSIONAL or found.is_family(clock()):
        raise PermissionDenied
    said = (Person.Ground(ground), words)
    if said != (found.ground, found.ground_words):
        found.ground, found.ground_words = said
        found.save(update_fields=["ground", "ground_words"])
        change_number.tell(found.plan_id)
        journal.write(by.plan_id, Entry.Act.GROUND_STATED, who=found)
    return found


@transaction.atomic
def set_authority(*, by, child, holder, kind, since=None, until=None):
    """Write down who decides by law over a child of the family, from and until which day. Ends of
    authority cut keys about the child. Whom this leaves out of those who take part is asked
    (`left_out`). Said twice, it is one row. Only an adult says it. Raises `Refused`."""
    _only_adults(by)
    if {child.plan_id, holder.plan_id} != {by.plan_id} or child.kind != Person.Kind.FAMILY:
        raise Refused("elsewhere")
    if child.emptied or holder.emptied:
        raise Refused("empty")
    if child.pk == holder.pk:
        raise Refused("oneself")
    if not holder.is_adult(localdate()):
        raise Refused("age")
    if kind == Authority.Kind.REPRESENTATIVE:
        _must_represent_an_adult(child, holder, by)
    _must_be_a_period(since, until)
    locks.card(child.pk)  # two clicks wait for each other here
    authority, made = Authority.objects.get_or_create(
        plan_id=by.plan_id,
        child=child,
        holder=holder,
        kind=kind,
        since=since,
        until=until,
        defaults={"written_by": by},
    )
    if made:
        left_out.note(child, by)
        keys.sync(by.plan)
        change_number.tell(by.plan_id)
        journal.write(by.plan_id, Entry.Act.AUTHORITY_CHANGED, who=by, whom=child)
    return authority


@transaction.atomic
def end_authority(authority, *, by, until):
    """Somebody's authority over a child has `until` as its last day. Only an adult says it, and of
    who speaks for themselves in this family only they (`ends_authority`). Raises `Refused`."""
    _only_adults(by)
    known = Authority.objects.filter(pk=authority.pk, plan=by.plan_id)
    if not known.exists():
        raise Refused("elsewhere")
    locks.card(authority.child_id)
    found = known.select_for_update(no_key=True).get()
    if not ends_authority(found, by):
        raise Refused("theirs")
    _must_be_a_period(found.since, until)
    found.until = until
    found.save()
    left_out.ended_own(found, by)
    keys.sync(by.plan)
    change_number.tell(by.plan_id)
    journal.write(by.plan_id, Entry.Act.AUTHORITY_CHANGED, who=by, whom=found.child)
    return found


def stays_family(person):
    """Does this card stay with the family, whoever holds the pen? Each card of the family does:
    among "onze mensen" nobody's yes would be needed about this person any more. Also one of whom
    nothing was told or asked: an answer of its own would tell who is spoken of out of sight. A card
    that was wrongly made is emptied, and made anew."""
    return person.kind == Person.Kind.FAMILY


def ends_authority(authority, by):
    """May `by` say when this authority ends? A grown-up with an account who belongs to the family
    says it of themselves; of anybody else who wrote it down, and any adult once they are gone."""
    holder, writer = authority.holder, authority.written_by
    if holder.pk == by.pk:
        return True
    speaks = holder.speaks_here and holder.is_adult(localdate())
    return not speaks and (writer is None or writer.pk == by.pk or not writer.speaks_here)


def is_child(person):
    """A family card with a birth date less than 18 years ago: somebody decides over this person."""
    return person.kind == Person.Kind.FAMILY and not person.is_adult(localdate())


def may_write(person, by):
    """Which of `VALUES` this family member may write on this card. Whoever belongs to the family
    and has an account writes its own. A birth date says who decides (DOMAIN §6), so an adult
    writes it: on their own card, and on that of a child or of somebody without an account."""
    today = localdate()
    own = person.pk == by.pk
    may = VALUES if own or not _has_a_voice(person) else frozenset()
    if by.is_adult(today) and (may or not person.is_adult(today)):
        return may | {"born"}
    return may - {"born"}


def decides_otherwise(person, born, by):
    """Would this birth date make somebody with an account (as far as `by` may know) pass 12, 16 or
    18, either way? Only an adult may say that, about themselves: else one could silence or promote
    another. Older, another may confirm it (`births`); to take the date away promotes as well, and
    leaves nothing to confirm."""
    if person.pk == by.pk or births.turned(person.born) == births.turned(born):
        return False
    older = births.turned(born) > births.turned(person.born)
    if older and births.confirmers(person, by):
        return born is None
    return _has_a_voice(person) or invitations.knows_account(by, person)


def _born(found, values, by):
    if decides_otherwise(found, values["born"], by):
        raise Refused("age")
    if births.waits(found, values["born"], by):
        births.propose(found, values.pop("born"), by)
    else:
        found.born_proposed = found.born_proposed_by = None


def _has_a_voice(person):
    return person.user_id is not None and person.is_family(clock())


def _only_family(by):
    if not by.is_family(clock()):
        raise PermissionDenied


def _only_adults(by):
    _only_family(by)
    if not by.is_adult(localdate()):
        raise PermissionDenied


def _locked(person, by):
    found = (
        Person.objects.select_for_update(no_key=True).filter(pk=person.pk, plan=by.plan_id).first()
    )
    if found is None:
        raise Refused("elsewhere")
    if found.emptied:
        raise Refused("empty")
    return found


def _made(person):
    return Person.objects.filter(pk=person.pk, plan=person.plan_id).first()


def _must_represent_an_adult(person, holder, by):
    """A representative is for an adult, and nobody writes themselves down as that: else a parent
    would go on deciding about a child that grew up (docs/decisions/0021)."""
    if not person.is_adult(localdate()):
        raise Refused("grown")
    if holder.pk == by.pk:
        raise Refused("self")


def _must_be_a_period(since, until):
    if since and until and until < since:
        raise Refused("period")


def _forget_addresses(person):
    """No address of an emptied card is left: not in its contact details, nor in their older
    texts, nor on an invitation that could still let somebody in."""
    details = ContactDetail.objects.filter(person=person)
    label = ContactDetail._meta.label_lower
    Version.objects.filter(model=label, row__in=details.values("pk")).delete()
    details.delete()
    waiting = Invitation.objects.filter(person=person)
    waiting.filter(confirmed_at=None, closed_at=None).update(closed_at=clock())
    waiting.update(email="")


def _organisation(plan_id, name):
    name = name.strip()
    if not name:
        return None
    known = [one for one in Organisation.objects.filter(plan=plan_id) if one.name == name]
    return known[0] if known else Organisation.objects.create(plan_id=plan_id, name=name)
