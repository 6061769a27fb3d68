"""Waarom heb je gekeken? The family asks a guest about a look, with what they looked at before it
that day; the guest answers, once, and the answer stays (DOMAIN §6)."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import DateTimeField, UUIDField
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.timezone import now as clock
from django.utils.translation import gettext as _

from groeiplan import answers, emails, journal
from groeiplan.compiled import Blank, Compiled
from groeiplan.dates import say_day
from groeiplan.looks.log import LOOKING
from groeiplan.models import Entry, WhyQuestion
from groeiplan.tools import Waiting

TOLD_FOR = timedelta(days=7)  # that there is an answer, to who asked


class Refused(ValueError):
    """This cannot be asked or answered. `why`: look (no guest's look at the plan), family, gone
    (nobody is there to answer), answered. `question`: what stands there already."""

    def __init__(self, why, question=None):
        super().__init__(why)
        self.why, self.question = why, question


@transaction.atomic
def ask(entry, *, by, at=None):
    """`by`, a Person of the family, asks who did this why they looked (`looks.log.together` tells
    at what). Once per entry: asked again it is the question that stands. They get a mail without
    content, also when their keys have ended. Only a demo's story has an `at`, which is past. Raises
    `Refused`, or PermissionDenied for anybody who is not family."""
    now = at or clock()
    if entry.plan_id != by.plan_id or not by.is_family(now):
        raise PermissionDenied
    # Locked first, so that two who ask at once are one question and one mail.
    entry = Entry.objects.select_for_update().get(pk=entry.pk)
    if standing := WhyQuestion.objects.filter(entry=entry).first():
        return standing
    person = journal.person_behind(entry)
    if why := why_not(entry, person, now):
        raise Refused(why)
    question = WhyQuestion(
        plan_id=entry.plan_id, entry=entry, person=person, asked_by=by, asked_at=now
    )
    answers.sealed(question).save(force_insert=True)
    _note(question, Entry.Act.WHY_ASKED, by, now, whom=person)
    emails.something_is_ready(person.user)
    return question


@transaction.atomic
def answer(question, *, by, words, at=None):
    """The account `by` of whoever was asked says why, once: it stays beside the look. The same
    words again are one answer. Raises `Refused("answered")` for other ones, or PermissionDenied
    for anybody else's account."""
    found = WhyQuestion.objects.select_for_update().get(pk=question.pk)
    if found.person.user_id is None or found.person.user_id != by.pk:
        raise PermissionDenied
    if found.answered_at:
        if found.answer != words:
            raise Refused("answered", found)
        return found
    found.answer, found.answered_at = words, at or clock()
    answers.sealed(found).save()
    _note(found, Entry.Act.WHY_ANSWERED, found.person, found.answered_at)
    if found.asked_by.user:
        emails.something_is_ready(found.asked_by.user)
    return found


def may_be_asked(entry, person, now):
    """Is this a guest's look, not asked about yet, by a person (or None) who can still answer?"""
    return not hasattr(entry, "why") and not why_not(entry, person, now)


def why_not(entry, person, now):
    """Why this person (or None) cannot be asked about this entry, as `Refused.why`; "" when they
    can."""
    if entry.act not in LOOKING or not (entry.chapters or entry.act == Entry.Act.EXPORT):
        return "look"
    if person is None or person.user_id is None:
        return "gone"
    return "family" if person.is_family(now) else ""


def asked_of(user, plan, question):
    """The question of this plan that was put to this account, or None. It needs no key: who was
    let in once answers for that, also when the yes is over."""
    mine = WhyQuestion.objects.filter(plan=plan, person__user=user)
    return mine.filter(pk=question).select_related("plan", "entry", "person").first()


def waiting_for(user):
    """The questions this account has not answered, in any plan, oldest first: `Waiting` rows."""
    open_ones = WhyQuestion.objects.filter(person__user=user, answered_at=None)
    found = open_ones.select_related("plan", "entry").order_by("asked_at", "pk")
    return [_waiting(question, localdate()) for question in found]


def answered(visit):
    """That there are answers to what this family member asked, for a week: `Waiting` rows, in one
    small query while there are none."""
    since = visit.now - TOLD_FOR
    found = ANSWERED.ask(plan=visit.plan.pk, asked_by=visit.person.pk, since=since)
    return [_answered(one, visit.people[one.person_id], localdate(visit.now)) for one in found]


def _waiting(question, today):
    words = {
        "family": capfirst(question.plan.family_name),
        "day": say_day(question.entry.at, today),
    }
    said = _("%(family)s vraagt: waarom keek je %(day)s?") % words
    return Waiting(said, reverse("why_answer", args=[question.plan_id, question.pk]))


def _all_answered():
    person = Blank("asked_by", UUIDField())
    found = WhyQuestion.objects.filter(plan=Blank("plan", UUIDField()), asked_by=person)
    return found.filter(answered_at__gt=Blank("since", DateTimeField())).order_by("answered_at")


ANSWERED = Compiled(_all_answered)


def _answered(question, person, today):
    words = {"name": person.shown_name, "day": say_day(question.entry.at, today)}
    said = capfirst(_("%(name)s gaf antwoord op: waarom keek je %(day)s?") % words)
    return Waiting(said, reverse("journal", args=[question.plan_id]))


def _note(question, act, who, at, whom=None):
    chapters = question.entry.chapters
    journal.write(question.plan_id, act, who=who, whom=whom, chapters=chapters, at=at)
