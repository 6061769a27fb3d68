"""The read API's own part: which plans, who am I there, who else is. And how it says no."""

import logging
from functools import wraps
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.core.signals import got_request_exception
from django.http import Http404
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.views import exception_handler

from groeiplan.access import CHANGE, enter, plans_of
from groeiplan.tools import part_name
from groeiplan.views.people import people_of, told_age

logger = logging.getLogger(__name__)

VERSION = "1.0.0"
DETAILS = {
    400: _("Deze vraag klopt niet. Kijk na wat je stuurde."),
    401: _("Log eerst in."),
    403: _("Dit mag hier niet, of je bent niet ingelogd."),
    404: _("Dit is er niet, of het is niet met jou gedeeld."),
    405: _("Dit kan op dit adres niet."),
    406: _("Dit is er alleen als JSON."),
    413: _("Dit is te veel in één keer. Stuur minder."),
    415: _("Stuur dit als JSON."),
    500: _("Er ging iets mis bij ons. Probeer het later weer."),
}


class Refusal(APIException):
    """What was asked is clear, and cannot be done: in words that say what can be. `errors`:
    {field: [words]} where one thing that was sent is meant; `more`: what else the answer holds,
    such as both texts where two people changed one."""

    def __init__(self, words, status=422, errors=None, more=None):
        super().__init__(words)
        self.status_code, self.errors, self.more = status, errors, more or {}


def problem(exc, context):
    """DRF's exception handler: every error is application/problem+json (RFC 9457). What is said
    depends on the status alone, so that "not yours" and "not there" are equal byte for byte; only a
    `Refusal`, behind the door, has words of its own."""
    answer = exception_handler(exc, context)
    if isinstance(exc, RequestDataTooBig):
        answer = Response(status=413)
    if answer is None:
        # Handled here, so told here: to the log, and to whoever watches for failing requests.
        logger.error("an API request failed", exc_info=exc)
        got_request_exception.send(sender=problem, request=context["request"]._request)
        answer = Response(status=500)
    body = {
        "type": "about:blank",
        "title": HTTPStatus(answer.status_code).phrase,
        "status": answer.status_code,
        "detail": str(DETAILS.get(answer.status_code, DETAILS[400])),
    }
    if isinstance(exc, serializers.ValidationError):
        body["errors"] = answer.data
    if isinstance(exc, Refusal):
        body["detail"] = str(exc.detail)
        body |= {"errors": exc.errors} if exc.errors else {}
        body |= exc.more
    answer.data, answer.content_type = body, "application/problem+json"
    return answer


def versioned(view):
    """The view with the API's version on each of its answers (NL API Design Rules)."""

    @wraps(view)
    def answered(request, *args, **kwargs):
        answer = view(request, *args, **kwargs)
        answer.headers["API-Version"] = VERSION
        return answer

    return answered


class PlanSerializer(serializers.Serializer):
    """A plan in the list of those that open to this account."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    family_name = serializers.CharField()


class PlansSerializer(serializers.Serializer):
    """The plans that open to this account."""

    results = PlanSerializer(many=True)


class PersonSerializer(serializers.Serializer):
    """Somebody's card. No birth date and no address; of children the age in whole years."""

    id = serializers.UUIDField()
    name = serializers.CharField(source="shown_name")
    kind = serializers.CharField()
    role = serializers.CharField()
    organisation = serializers.SerializerMethodField()
    household = serializers.CharField()
    age = serializers.SerializerMethodField()

    def get_organisation(self, person) -> str:
        return person.organisation.name if person.organisation_id else ""

    def get_age(self, person) -> int | None:
        return told_age(person, localdate())


class PeopleSerializer(serializers.Serializer):
    """The people of a plan, in the order they came in."""

    results = PersonSerializer(many=True)


class ChapterSerializer(serializers.Serializer):
    """A part of the plan that is open to this visitor."""

    id = serializers.UUIDField(source="pk")
    tool = serializers.CharField()
    part = serializers.CharField()
    name = serializers.SerializerMethodField()
    may_change = serializers.SerializerMethodField()

    def get_name(self, chapter) -> str:
        return part_name(chapter.tool, chapter.part)

    def get_may_change(self, chapter) -> bool:
        return chapter.pk in self.context["changeable"]


class FrameSerializer(PlanSerializer):
    """What any key opens of a plan: its name, one's own card, and which parts are open."""

    me = PersonSerializer()
    is_family = serializers.BooleanField()
    chapters = ChapterSerializer(many=True)


@extend_schema(responses=PlansSerializer, operation_id="plans")
@api_view(["GET"])
def plans(request):
    """The plans that open to this account now."""
    return Response(PlansSerializer({"results": plans_of(request.user)}).data)


@extend_schema(responses=FrameSerializer, operation_id="plan")
@api_view(["GET"])
def plan(request, plan):
    """One plan's frame, for whoever has any key to it."""
    visit = enter(request._request, plan)
    frame = {
        "id": visit.plan.pk,
        "name": visit.plan.name,
        "family_name": visit.plan.family_name,
        "me": visit.person,
        "is_family": visit.is_family,
        "chapters": sorted(visit.chapters().values(), key=str),
    }
    changeable = {"changeable": visit.chapters(right=CHANGE)}
    return Response(FrameSerializer(frame, context=changeable).data)


@extend_schema(responses=PeopleSerializer, operation_id="people")
@api_view(["GET"])
def people(request, plan):
    """The people of a plan, for whoever has a key to that part. Without contact details."""
    visit = enter(request._request, plan, "groeiplan", "people")
    return Response(PeopleSerializer({"results": people_of(visit)}).data)


@extend_schema(exclude=True)
@api_view(["GET", "POST", "PUT", "PATCH", "DELETE"])
def unknown(request, **anywhere):
    """No such address: said in the same words as "not yours"."""
    raise Http404
