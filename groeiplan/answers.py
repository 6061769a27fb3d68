"""The seals of "waarom heb je gekeken?" and its answer: they stand beside a sealed entry for good,
so nobody may put other words in their place unseen (DOMAIN §6)."""

import hmac
from collections import Counter
from datetime import UTC

from django.conf import settings

from groeiplan import seals
from groeiplan.models import Entry, WhyQuestion

COUNTED = (Entry.Act.WHY_ASKED, Entry.Act.WHY_ANSWERED)


def sealed(question):
    """The question (not yet saved) with the seal over what it says now, and over its entry's."""
    question.key_id = settings.JOURNAL_KEY_ID
    question.seal = _seal(question)
    return question


def said_of(plan_id):
    """Counter of how many questions and answers the journal says there are. To be read before
    the questions are: who asks meanwhile is then no contradiction."""
    acts = Entry.objects.filter(plan_id=plan_id, act__in=COUNTED).values_list("act", flat=True)
    return Counter(acts)


def problems(plan_id, said):
    """What is wrong with the questions and answers of this plan, as English sentences; `said` is
    what the journal tells of them (`said_of`)."""
    found = list(WhyQuestion.objects.filter(plan_id=plan_id).select_related("entry"))
    wrong = [line for line in map(_problem, found) if line]
    asked, answered = (said[act] for act in COUNTED)
    if len(found) < asked:
        wrong.append(f"removed: {asked} questions were asked, {len(found)} are left")
    given = sum(question.answered_at is not None for question in found)
    if given < answered:
        wrong.append(f"removed: {answered} answers were given, {given} are left")
    return wrong


def _problem(question):
    try:
        if hmac.compare_digest(question.seal, _seal(question)):
            return ""
    except seals.UnknownKey as key:
        return f"unknown key: the question about entry {question.entry.seq} has key “{key}”"
    return f"altered: the question about entry {question.entry.seq} or its answer is not as it was"


def _seal(question):
    said = [
        question.entry.seal,
        str(question.pk),
        str(question.person_id),
        str(question.asked_by_id),
        _moment(question.asked_at),
        question.answer,
        _moment(question.answered_at),
    ]
    return seals.seal(said, question.key_id)


def _moment(at):
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else ""
