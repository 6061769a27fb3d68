"""Meetings for other programs: reading only, through the same door as the pages."""

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.response import Response

from alignment_meetings import minutes
from alignment_meetings.hooks import plain
from alignment_meetings.models import Meeting
from groeiplan.access import enter


class SeatSerializer(serializers.Serializer):
    """Somebody at a meeting."""

    name = serializers.CharField()
    state = serializers.CharField()


class ItemSerializer(serializers.Serializer):
    """One item of the agenda; `key` is empty for the family's own."""

    key = serializers.CharField()
    title = serializers.CharField()
    on = serializers.BooleanField()
    minutes = serializers.IntegerField()
    notes = serializers.CharField()


class WordsSerializer(serializers.Serializer):
    """What somebody said, and who may read it."""

    told_by = serializers.CharField()
    audience = serializers.CharField()
    created = serializers.DateTimeField()


class PointSerializer(WordsSerializer):
    """Something somebody wants to bring up."""

    text = serializers.CharField()


class AnswerSerializer(WordsSerializer):
    """Whether the notes fit, says one person."""

    says = serializers.CharField()
    because = serializers.CharField()


class MeetingSerializer(serializers.Serializer):
    """A meeting with all that the asker may read of it."""

    id = serializers.UUIDField()
    on = serializers.DateTimeField()
    place = serializers.CharField()
    reason = serializers.CharField()
    question = serializers.CharField()
    chair = serializers.CharField(allow_null=True)
    minutes = serializers.IntegerField(allow_null=True)
    status = serializers.CharField()
    audience = serializers.CharField()
    told_by = serializers.CharField()
    people = SeatSerializer(many=True)
    agenda = ItemSerializer(many=True)
    own_points = PointSerializer(many=True)
    answers = AnswerSerializer(many=True)
    agreements = serializers.ListField(child=serializers.UUIDField())


class MeetingsSerializer(serializers.Serializer):
    """The meetings the asker may read, the first first."""

    results = MeetingSerializer(many=True)


@extend_schema(responses=MeetingsSerializer, operation_id="alignment_meetings_list")
@api_view(["GET"])
def meetings(request, plan):
    """The meetings the asker may read, the first first."""
    visit = enter(request._request, plan, "alignment_meetings")
    reports = minutes.reports(visit, minutes.meetings(visit))
    return Response(MeetingsSerializer({"results": [plain(one) for one in reports]}).data)


@extend_schema(responses=MeetingSerializer)
@api_view(["GET"])
def meeting(request, plan, meeting):
    """One meeting."""
    visit = enter(request._request, plan, "alignment_meetings")
    report = minutes.report(visit, visit.get(Meeting, meeting))
    return Response(MeetingSerializer(plain(report)).data)


urlpatterns = [
    path("alignment-meetings/meetings", meetings, name="alignment_meetings_meetings"),
    path("alignment-meetings/meetings/<uuid:meeting>", meeting, name="alignment_meetings_meeting"),
]
