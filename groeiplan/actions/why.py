"""Waarom heb je gekeken? The family asks a guest about a look, with what they looked at before it
that day; the guest answers, once, and the answer stays (DOMAIN §6)."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.timezone import now as clock
from django.utils.translation import gettext as _

from groeiplan import answers, emails, journal
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
    """The questions this account has not answered, in any plan, oldest first, and for a week the
    answers to those it asked itself: `Waiting` rows, in one query."""
    now = clock()
    mine = Q(person__user=user, answered_at=None)
    heard = Q(asked_by__user=user, answered_at__gt=now - TOLD_FOR)
    found = WhyQuestion.objects.filter(mine | heard)
    found = found.select_related("plan", "entry", "person", "asked_by").order_by("asked_at", "pk")
    return [
        _answered(one, localdate(now)) if one.answered_at else _waiting(one, localdate(now))
        for one in found
        if not one.answered_at or one.asked_by.is_family(now)
    ]


def _waiting(question, today):
    words = {
        "family": capfirst(question.plan.family_name),
        "day": say_day(question.entry.at, today),
    }
    said = _("%(family)s vraagt: waarom keek je %(day)s?") % words
    return Waiting(said, reverse("why_answer", args=[question.plan_id, question.pk]))


def _answered(question, today):
    words = {"name": question.person.shown_name, "day": say_day(question.entry.at, today)}
    said = capfirst(_("%(name)s gaf antwoord op: waarom keek je %(day)s?") % words)
    return Waiting(said, reverse("journal", args=[question.plan_id]))


def _note(question, act, who, at, whom=None):
    chapters = question.entry.chapters
    journal.write(question.plan_id, act, who=who, whom=whom, chapters=chapters, at=at)
