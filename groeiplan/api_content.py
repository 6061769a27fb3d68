"""Read API of what fills the heart of the plan: stories, goals, agreements, other plans. What a
visitor takes along (`groeiplan.taking_along`) is written by the same serializers."""

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.response import Response

from groeiplan import agreements, goals
from groeiplan.access import enter
from groeiplan.models import OtherPlan, Story


class NamesField(serializers.ListField):
    """Persons as names; the rows must have `about` prefetched."""

    def __init__(self, **kwargs):
        super().__init__(child=serializers.CharField(), **kwargs)

    def to_representation(self, people):
        return [person.shown_name for person in people.all()]


class RowSerializer(serializers.Serializer):
    """What every row tells: who tells it, who wrote it down, who may read it, and when."""

    id = serializers.UUIDField()
    told_by = serializers.CharField(source="told_by.shown_name")
    written_by = serializers.CharField(source="written_by.shown_name")
    audience = serializers.CharField()
    created = serializers.DateTimeField()
    changed = serializers.DateTimeField()


class AboutSerializer(RowSerializer):
    """A row that says about whom it is; an empty list is about the whole family."""

    about = NamesField()


class StorySerializer(AboutSerializer):
    """`since` is EDTF text, or empty."""

    kind = serializers.CharField()
    text = serializers.CharField()
    since = serializers.CharField()
    means = serializers.CharField()


class StepSerializer(RowSerializer):
    """`by_when` is EDTF text, or empty."""

    title = serializers.CharField()
    who = serializers.CharField(source="who.shown_name", default=None, allow_null=True)
    by_when = serializers.CharField()
    status = serializers.CharField()


class GoalSerializer(AboutSerializer):
    """A goal with the steps this visitor may read."""

    title = serializers.CharField()
    why = serializers.CharField()
    status = serializers.CharField()
    status_on = serializers.DateField(allow_null=True)
    status_words = serializers.CharField()
    steps = StepSerializer(many=True, source="visible_steps")


class StanceSerializer(RowSerializer):
    """How somebody stands towards an agreement."""

    kind = serializers.CharField()
    words = serializers.CharField()


class AgreementSerializer(AboutSerializer):
    """`by_when` is EDTF text, or empty; `goal` a title, where this visitor may read that goal."""

    kind = serializers.CharField()
    what = serializers.CharField()
    who = serializers.CharField(source="who.shown_name")
    by_when = serializers.CharField()
    checked_by = serializers.CharField(
        source="checked_by.shown_name", default=None, allow_null=True
    )
    look_back_on = serializers.DateField(allow_null=True)
    otherwise = serializers.CharField()
    decided_by = serializers.CharField()
    goal = serializers.CharField(source="visible_goal.title", default=None, allow_null=True)
    status = serializers.CharField()
    stances = StanceSerializer(many=True, source="visible_stances")


class PaperSerializer(serializers.Serializer):
    """The paper that lies with a plan."""

    id = serializers.UUIDField()
    name = serializers.CharField(source="shown_name")
    content_type = serializers.CharField()
    size = serializers.IntegerField()


class OtherPlanSerializer(AboutSerializer):
    """`since` is EDTF text, or empty; `paper` None without one."""

    title = serializers.CharField()
    owner = serializers.CharField()
    note = serializers.CharField()
    since = serializers.CharField()
    paper = PaperSerializer(allow_null=True)


def stories_of(visit):
    """The stories this visitor may read, as plain data, the newest first."""
    rows = visit.rows(Story).select_related("written_by").prefetch_related("about")
    return StorySerializer(rows.order_by("-created", "pk"), many=True).data


def goals_of(visit):
    """The goals with their steps, as plain data."""
    return GoalSerializer(goals.with_steps(visit), many=True).data


def agreements_of(visit):
    """The agreements with the stances, as plain data."""
    return AgreementSerializer(agreements.with_stances(visit), many=True).data


def other_plans_of(visit):
    """The other plans, as plain data; the paper by its id, not its bytes."""
    rows = visit.rows(OtherPlan).select_related("written_by", "paper").prefetch_related("about")
    return OtherPlanSerializer(rows.order_by("-created", "pk"), many=True).data


@extend_schema(responses=StorySerializer(many=True))
@api_view(["GET"])
def stories_view(request, plan):
    """The stories you may read."""
    return Response(stories_of(enter(request._request, plan, "groeiplan", "stories")))


@extend_schema(responses=GoalSerializer(many=True))
@api_view(["GET"])
def goals_view(request, plan):
    """The goals you may read, with their steps."""
    return Response(goals_of(enter(request._request, plan, "groeiplan", "goals")))


@extend_schema(responses=AgreementSerializer(many=True))
@api_view(["GET"])
def agreements_view(request, plan):
    """The agreements you may read, with how people stand towards them."""
    return Response(agreements_of(enter(request._request, plan, "groeiplan", "agreements")))


@extend_schema(responses=OtherPlanSerializer(many=True))
@api_view(["GET"])
def other_plans_view(request, plan):
    """The other plans you may read about."""
    return Response(other_plans_of(enter(request._request, plan, "groeiplan", "other_plans")))


urlpatterns = [
    path("stories", stories_view, name="api_stories"),
    path("goals", goals_view, name="api_goals"),
    path("agreements", agreements_view, name="api_agreements"),
    path("other-plans", other_plans_view, name="api_other_plans"),
]
