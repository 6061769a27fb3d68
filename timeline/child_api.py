"""The stories for a child as data: read by whoever reads them on the pages."""

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from timeline import child
from timeline.api import AtTheDoor


class ChildPageSerializer(serializers.Serializer):
    """One page, as the child reads it."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    when = serializers.CharField(source="when_words", help_text="In words for the child, or empty")
    text = serializers.CharField()
    has_picture = serializers.SerializerMethodField()
    seen_there = serializers.CharField()
    good_memory = serializers.BooleanField(source="good")

    def get_has_picture(self, page) -> bool:
        """Is there a picture on it?"""
        return page.picture_id is not None


class ChildStorySerializer(serializers.Serializer):
    """A story for a child. `state`: writing, waiting, not_yet, backed, shown, nobody or of_age;
    only when shown the child reads it."""

    id = serializers.UUIDField(source="story.pk")
    version = serializers.IntegerField(source="story.version")
    child = serializers.CharField(source="child.shown_name")
    told_by = serializers.CharField(source="maker.shown_name")
    title = serializers.CharField(source="story.title")
    ending = serializers.CharField(source="story.ending")
    state = serializers.CharField()
    pages = ChildPageSerializer(many=True)


class AtTheFamilysDoor(AtTheDoor):
    """For the family alone: to a guest these addresses do not exist."""

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if not self.visit.is_family:
            raise Http404


class ChildStories(AtTheFamilysDoor):
    """All stories for a child that this account may read."""

    @extend_schema(operation_id="timeline_child_stories", responses=ChildStorySerializer(many=True))
    def get(self, request, plan):
        """All stories for a child that this account may read now, oldest first."""
        return Response(ChildStorySerializer(child.standings(self.visit), many=True).data)


class OneChildStory(AtTheFamilysDoor):
    """One story for a child."""

    @extend_schema(operation_id="timeline_child_story", responses=ChildStorySerializer)
    def get(self, request, plan, childstory):
        """One story for a child."""
        return Response(ChildStorySerializer(child.one(self.visit, childstory)).data)


urlpatterns = [
    path("timeline/child-stories", ChildStories.as_view(), name="timeline_child_stories"),
    path(
        "timeline/child-stories/<uuid:childstory>",
        OneChildStory.as_view(),
        name="timeline_child_story",
    ),
]
