"""A compiled question answers as the queryset it was made of, whatever is filled in."""

from datetime import timedelta

import pytest
from django.db.models import DateTimeField, UUIDField
from django.utils import timezone

from groeiplan.compiled import Blank, Compiled
from groeiplan.models import Person

pytestmark = pytest.mark.django_db


def cards():
    return Person.objects.filter(
        plan=Blank("plan", UUIDField()),
        created__lte=Blank("now", DateTimeField()),
        kind=Person.Kind.FAMILY,
    ).order_by("created", "pk")


def test_it_is_asked_again_with_other_values(cast):
    question, now = Compiled(cards), timezone.now()
    for plan in (cast.plan, cast.other_plan, cast.plan):
        there = Person.objects.filter(plan=plan, kind=Person.Kind.FAMILY)
        assert question.ask(plan=plan.pk, now=now) == list(there.order_by("created", "pk"))
    before = min(Person.objects.values_list("created", flat=True)) - timedelta(microseconds=1)
    assert question.ask(plan=cast.plan.pk, now=before) == []


def test_it_is_one_statement_and_made_once(cast, django_assert_num_queries):
    made = []
    question = Compiled(lambda: made.append(1) or cards())
    for _turn in range(2):
        with django_assert_num_queries(1):
            assert question.ask(plan=cast.plan.pk, now=timezone.now())
    assert made == [1]


def test_a_blank_left_open_is_an_error(cast):
    with pytest.raises(KeyError):
        Compiled(cards).ask(plan=cast.plan.pk)
