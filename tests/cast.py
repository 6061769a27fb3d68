"""The cast: the same people in every test, and in the demo. One family and those around it."""

from datetime import date, timedelta
from types import SimpleNamespace
from unittest.mock import patch

from django.utils import timezone

from consent import rules
from consent.actions import agree, give, note_court, note_yes, read_court
from consent.standing import Book
from groeiplan import access, keys
from groeiplan.actions import people, plans
from groeiplan.models import Chapter, Person, User


def account(name):
    """An account of this person, with a known password."""
    return User.objects.create_user(f"{name}@example.test", "een lang wachtwoord")


def guest_of(plan, name, **card):
    """A person's card in this plan, linked to an account of its own."""
    by = plan.people.filter(family_since__isnull=False).first()
    person = people.add(by=by, name=name, **card)
    person.user = account(f"{name.split()[-1].lower()}-{str(plan.pk)[:4]}")
    person.save()
    return person


def chapter(plan, dotted):
    """The chapter called "tool.part" in this plan."""
    tool, part = dotted.split(".")
    return Chapter.objects.get(plan=plan, tool=tool, part=part)


def ask(by, receiver, look=(), change=(), until=None, **more):
    """`by` wants to share these "tool.part" chapters, until a moment (default: in 100 days), and
    says yes; whoever else must agree has not been asked."""
    return give(
        by=by,
        receiver=receiver,
        look=[chapter(by.plan, one) for one in look],
        change=[chapter(by.plan, one) for one in change],
        until=until or timezone.now() + timedelta(days=100),
        **more,
    )


def share(by, receiver, look=(), change=(), until=None, **more):
    """The yes of everybody who must agree: as `ask`, and the others say theirs too; for those
    without account a neighbour, who is no part of it, writes it down."""
    consent = ask(by, receiver, look, change, until, **more)
    everybody_agrees(consent)
    return consent


def everybody_agrees(consent):
    """Whose yes is still missing says it, at the moment this consent begins."""
    standing = Book(consent.plan).standing(consent)
    for person in consent.plan.people.all():
        if person.pk in standing.missing and person.user:
            agree(consent, by=person, at=consent.since)
        elif person.pk in standing.missing:
            neighbour = _neighbour(consent.plan)
            consent.givers.filter(person=person).update(noter=neighbour)  # was asked to
            note_yes(consent, giver=person, by=neighbour, at=consent.since)


def ruled(by, person, kind, since=None):
    """`by` writes down how this person decides, and everybody who is asked says "klopt"."""
    rule = rules.set_rule(by=by, person=person, kind=kind, why="Zo is het nu.", since=since)
    asked = Book(by.plan).asked_of(rule)
    for one in by.plan.people.filter(pk__in=asked).order_by("created"):
        rule = rules.answer_rule(rule, by=one, agrees=True)
    return rule


def court_decides(consent, giver, by, decided_on=None, reader=None):
    """`by` writes down that a court decided in the place of this giver, and `reader` (a parent with
    account themselves, else a neighbour) says that it is so."""
    decision = court_noted(consent, giver, by, decided_on, reader)
    return read_court(decision, by=decision.reader, right=True)


def court_noted(consent, giver, by, decided_on=None, reader=None):
    """The same, and nobody read it yet."""
    return note_court(
        consent,
        giver=giver,
        by=by,
        reader=reader or (giver if giver.user_id else _neighbour(consent.plan)),
        decided_on=decided_on or timezone.localdate(),
        court="rechtbank Midden-Nederland",
        case_number="C/16/123456",
    )


def _neighbour(plan):
    found = plan.people.filter(name="buurvrouw Tineke").first()
    return found or guest_of(plan, "buurvrouw Tineke", kind="network", role="buurvrouw")


def visit(person, now=None):
    """What this person meets at the door."""
    return access.visit_of(person.user, person.plan_id, now=now)


def make():
    """The whole cast, with keys. While people are made and say yes the keys wait, and are written
    once for each plan: that is most of the work, and it is done for every test."""
    with patch("groeiplan.keys.sync"):
        cast = _make()
    keys.sync(cast.plan)
    keys.sync(cast.other_plan)
    return cast


def _make():
    """Noor (13), Sem (8), mother Sanne, father Kees, grandmother Riet, Ilse (may change), dr.
    Bakker (may look), Wim (key expired), a guardian with a foster child in another family, a
    stranger and a superuser."""
    cast = SimpleNamespace()
    sanne = account("sanne")
    cast.plan = plans.start(
        by=sanne, family_name="familie De Jong", name="Ons plan", teller="Sanne"
    )
    cast.sanne = cast.plan.people.get()
    family = {"kind": Person.Kind.FAMILY}
    cast.noor = people.add(by=cast.sanne, name="Noor", born=date(2013, 3, 14), **family)
    cast.sem = people.add(by=cast.sanne, name="Sem", born=date(2018, 1, 22), **family)
    cast.kees = people.add(by=cast.sanne, name="Kees", household="eigen huis", **family)
    for child in (cast.noor, cast.kees):
        child.user, child.family_since = account(child.name.lower()), timezone.now()
        child.save()
    cast.sem.family_since = timezone.now()
    cast.sem.save()
    keys.sync(cast.plan)
    for child in (cast.noor, cast.sem):
        for parent in (cast.sanne, cast.kees):
            people.set_authority(by=cast.sanne, child=child, holder=parent, kind="parent")
    cast.riet = guest_of(cast.plan, "oma Riet", kind="network", role="oma")
    cast.ilse = guest_of(cast.plan, "Ilse", kind="professional", role="gezinscoach")
    cast.bakker = guest_of(cast.plan, "dr. Bakker", kind="professional", role="huisarts")
    cast.wim = guest_of(cast.plan, "Wim", kind="professional", role="mentor")
    cast.ilse_consent = share(
        cast.sanne,
        cast.ilse,
        look=["kitchen_table.kitchen_table", "alignment_meetings.alignment_meetings"],
        change=["groeiplan.goals", "timeline.help"],
    )
    share(cast.sanne, cast.riet, look=["timeline.family", "groeiplan.agreements"])
    share(cast.sanne, cast.bakker, look=["groeiplan.agreements"])
    yesterday = timezone.now() - timedelta(days=1)
    share(
        cast.sanne,
        cast.wim,
        look=["groeiplan.goals"],
        since=yesterday - timedelta(days=30),
        until=yesterday,
    )
    _other_family(cast)
    cast.stranger = account("stranger")
    cast.superuser = User.objects.create_superuser("root@example.test", "een lang wachtwoord")
    return cast


def _other_family(cast):
    mother = account("pleegmoeder")
    cast.other_plan = plans.start(by=mother, family_name="familie Yılmaz", teller="Ayşe")
    cast.ayse = cast.other_plan.people.get()
    cast.emir = people.add(
        by=cast.ayse, name="Emir", born=date(2017, 6, 1), kind=Person.Kind.FAMILY
    )
    cast.guardian = guest_of(cast.other_plan, "Gerda", kind="professional", role="voogd")
    people.set_authority(
        by=cast.ayse, child=cast.emir, holder=cast.guardian, kind="guardian", since=date(2020, 1, 1)
    )
    share(cast.ayse, cast.guardian, look=["groeiplan.goals"])
