"""What waits for somebody's own account, with or without a key: a yes to say, a spoken yes to
write down, somebody who wants to know "wie is dit?". And the question as its giver reads it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.timezone import now as clock
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consent.models import CourtDecision, DecisionRule, Giver, RuleAnswer, Yes
from consent.needed import Capacity
from consent.parts import Part, part_of, place
from consent.standing import UNANSWERED, Book, Standing, State, all_with_votes
from groeiplan.dates import say_moment
from groeiplan.models import Person
from groeiplan.parts import listed
from groeiplan.tools import Waiting

SOMEBODY = {
    Person.Kind.FAMILY: gettext_lazy("iemand van de familie"),
    Person.Kind.NETWORK: gettext_lazy("iemand die het gezin goed kent"),
    Person.Kind.PROFESSIONAL: gettext_lazy("iemand die het gezin helpt"),
}
WHY = {
    Capacity.SELF: gettext_lazy("Het gaat over jou. Daar beslis jij over."),
    Capacity.YOUNG_PERSON: gettext_lazy(
        "Het gaat over jou. Je bent 12 of ouder, dus jouw ja is nodig."
    ),
    Capacity.PARENT: gettext_lazy("Jij bent ouder met gezag van %(names)s."),
    Capacity.GUARDIAN: gettext_lazy("Jij bent voogd van %(names)s."),
    Capacity.REPRESENTATIVE: gettext_lazy("Jij bent wettelijk vertegenwoordiger van %(names)s."),
    Capacity.LEFT_OUT: gettext_lazy(
        "Je zei nog niet of je gezag hebt over %(names)s. Dat kun je zeggen bij Deelnemers."
    ),
    Capacity.FAMILY: gettext_lazy("Jij zegt dit namens jullie gezin."),
}


def asked_of(user, plan, pk):
    """The `Giver` whose yes was asked and who is this account itself; it needs no key. Http404 for
    everybody else, and for who was not asked (yet): they must not find the question lying about."""
    return _giver(plan, pk, person__user=user, asked_at__isnull=False)


def noted_by(user, plan, pk):
    """The `Giver` of whom this account was asked to write down what they say, or Http404."""
    return _giver(plan, pk, noter__user=user, asked_at__isnull=False)


def _giver(plan, pk, **whose):
    people = ("person", "noter", "plan")
    found = Giver.objects.select_related(*people).filter(pk=pk, plan=plan, **whose).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Question:
    """What one giver reads when their yes is asked, and nothing else: no row of the plan, nobody
    else's answer, never an address (DOMAIN §6, T12). An outsider reads only the names of those
    about whom their own yes counts; `others` says that there are more."""

    giver: Giver
    standing: Standing
    hides: bool  # the receiver's name is left out
    with_whom: str
    role: str
    organisation: str
    parts: list[Part]
    about: list[str]
    whole: bool
    inside: bool  # the giver belongs to the family and reads its plan
    others: bool
    end: datetime
    why: list[str]

    @property
    def consent(self):
        return self.standing.consent

    @property
    def yes(self):
        """The giver's own yes, or None."""
        return self.standing.said.get(self.giver.person_id)

    @property
    def state(self):
        """open (this giver may still answer), yes, no, withdrawn, nobody (nobody is written down
        who decides about somebody), over. It tells nothing of what others said: who said yes reads
        "yes", and who still may answer "open", also when another said no."""
        now = clock()
        if self.consent.withdrawn_at:
            return "withdrawn"
        if self.standing.ends_at <= now:
            return "over"
        if self.giver.person_id in self.standing.refused:
            return "no"
        if self.yes:
            return "yes"
        stands = self.standing.state(now)
        if stands in UNANSWERED:
            return "open"
        return "nobody" if stands == State.NOBODY else "over"

    @property
    def waits(self):
        """Could this answer still open it? Not when another said no, which is only for who reads
        everybody's answer."""
        return self.state == "open" and self.standing.state(clock()) == State.WAITING

    @property
    def all_agreed(self):
        """Did everybody say yes? That is for the family; to others it would tell what they said."""
        return self.inside and self.standing.is_complete

    @property
    def may_stop(self):
        """Is there a running yes of their own to take back? What a court decided is none."""
        return self.state == "yes" and self.yes.form != Yes.Form.COURT

    @property
    def ahead(self):
        """Does it begin later than now?"""
        return self.consent.since > clock()


def question_of(giver, hides=None):
    """The `Question` to this giver; `hides` as it would be asked, or as it was. Nine queries."""
    book = Book(giver.plan_id)
    consent = _consent(giver)
    standing = book.standing(consent)
    hides = giver.hides_receiver if hides is None else hides
    reasons = standing.needed[giver.person_id]
    mine = {reason.about for reason in reasons}
    inside = giver.person.is_family(clock())
    read_of = [one for one in standing.people if inside or one.pk in mine]
    named = [one for one in read_of if one.pk != giver.person_id]
    myself = [str(_("jou"))] if len(named) < len(read_of) else []
    return Question(
        giver=giver,
        standing=standing,
        hides=hides,
        with_whom="" if hides else consent.receiver.shown_name,
        role=consent.receiver_role or str(SOMEBODY[consent.receiver.kind]),
        organisation="" if hides else consent.receiver_organisation,
        parts=[
            part_of(one.chapter, one.may_change)
            for one in sorted(consent.parts.all(), key=lambda one: place(one.chapter))
        ],
        about=[one.shown_name for one in named] + myself,
        whole=inside and not consent.about.all(),
        inside=inside,
        others=len(read_of) < len(standing.people),
        end=_end(standing, read_of),
        why=list(_why(reasons, book.people)),
    )


def _consent(giver):
    found = all_with_votes(giver.plan_id).select_related("receiver", "asked_by")
    return found.prefetch_related("parts__chapter").get(pk=giver.consent_id)


def _end(standing, read_of):
    """The end as this giver may know it: a birthday of somebody else's child is not told."""
    turn = standing.turn
    return standing.ends_at if turn is None or turn[1] in read_of else standing.consent.until


def _why(reasons, people):
    """One sentence a capacity: "Jij bent ouder met gezag van Noor en Sem."."""
    by_capacity = defaultdict(list)
    for reason in reasons:
        by_capacity[Capacity(reason.capacity)].append(people[reason.about].shown_name)
    for capacity, names in by_capacity.items():
        yield str(WHY[capacity]) % {"names": listed(names)}


def waiting(user):
    """`Waiting` for this account in all plans, in two queries: yeses asked of it, spoken yeses to
    write down, "wie is dit?" asked of it; and what it said yes to as somebody outside a family."""
    now = clock()
    mine = Q(person__user=user, asked_at__isnull=False)
    to_note = Q(noter__user=user)
    who = Q(consent__asked_by__user=user, wants_name_at__isnull=False, hides_receiver=True)
    said = Yes.objects.filter(consent=OuterRef("consent"), giver=OuterRef("person"))
    rows = (
        Giver.objects.filter(mine | to_note | who)
        .filter(consent__withdrawn_at=None, consent__until__gt=now)
        .annotate(said=Exists(said))
        .select_related("person", "noter", "plan", "consent__asked_by")
        .order_by("asked_at", "pk")
    )
    for row in rows:
        yield from _lines(row, user, now)
    yield from _decisions(user, now)


def _decisions(user, now):
    """Courts' decisions that this account was asked to lay beside the paper."""
    waits = CourtDecision.objects.filter(reader__user=user, right=None)
    waits = waits.filter(giver__consent__withdrawn_at=None, giver__consent__until__gt=now)
    for one in waits.select_related("plan").order_by("written_at", "pk"):
        family = {"family": capfirst(one.plan.family_name)}
        yield Waiting(
            _("%(family)s vraagt jou een besluit van de rechter na te lezen.") % family,
            reverse("consent:decision", args=[one.plan_id, one.giver_id]),
        )


def rules_of(mine):
    """What was written down on how somebody decides, and waits for "klopt" of an account, in the
    plans of its own family (`birthdays.families_of`). No query for who is in none."""
    said = RuleAnswer.objects.filter(
        rule=OuterRef("pk"), person__in=[one.pk for one in mine.values()]
    )
    waiting = DecisionRule.objects.filter(plan__in=list(mine), until=None).exclude(Exists(said))
    for one in waiting.order_by("at", "pk") if mine else ():
        card = mine[one.plan_id]
        if card.pk in Book(one.plan_id).asked_of(one):
            family = {"family": capfirst(card.plan.family_name)}
            yield Waiting(
                _("%(family)s vraagt of iets klopt: hoe iemand beslist.") % family,
                reverse("consent:rules", args=[one.plan_id, one.person_id]),
                inside=one.plan_id,
            )


def asks(visit):
    """One `Waiting` for all questions of this plan that wait for this family member's own answer,
    where they stand together; none without. Two small queries: one that asks all at once takes the
    plan page longer."""
    me, now = visit.person, visit.now
    asked = {
        pk for pk, *ends in _asked().filter(person=me) if all(e is None or e > now for e in ends)
    }
    said = Yes.objects.filter(giver=me, consent__in=asked).values_list("consent", flat=True)
    count = len(asked - set(said)) if asked else 0
    if not count:
        return []
    words = ngettext(
        "Er wacht een vraag op jouw ja of nee.", "Er wachten %(n)d vragen op jouw ja of nee.", count
    )
    return [Waiting(words % {"n": count}, reverse("consent:index", args=[visit.plan.pk]))]


@cache
def _asked():
    """(consent, until, ends_by) of what was asked and neither refused nor withdrawn; made once."""
    rows = Giver.objects.filter(asked_at__isnull=False, refused_at=None, consent__withdrawn_at=None)
    return rows.values_list("consent", "consent__until", "consent__ends_by")


def _lines(row, user, now):
    me = row.person.user_id == user.pk
    day = say_moment(row.asked_at, now) if row.asked_at else ""
    family = {"family": capfirst(row.plan.family_name), "day": day}
    if row.said or row.refused_at:
        if row.said and me and row.refused_at is None and not row.person.is_family(now):
            yes = _("%(family)s vroeg om jouw ja, en jij zei ja (gevraagd: %(day)s).") % family
            yield Waiting(yes, _url("answer", row), answered=True)
        return
    if me:
        yield Waiting(
            _("%(family)s vraagt om jouw ja (gevraagd: %(day)s).") % family, _url("answer", row)
        )
    if row.noter and row.noter.user_id == user.pk:
        note = (
            _("%(family)s vraagt jou op te schrijven wat iemand zegt (gevraagd: %(day)s).") % family
        )
        yield Waiting(note, _url("note", row))
    asker, asks = row.consent.asked_by, row.wants_name_at and row.hides_receiver
    if asks and asker.user_id == user.pk and asker.is_family(now):
        who = _("%(family)s: iemand vraagt met wie jullie willen delen.") % family
        yield Waiting(who, _url("reveal", row), inside=row.plan_id)


def _url(name, giver):
    return reverse(f"consent:{name}", args=[giver.plan_id, giver.pk])
