"""Read API of the log: the family reads all of it, a guest its own entries (DOMAIN §6)."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.response import Response

from groeiplan.access import enter
from groeiplan.journal_forms import NO_PAGE, FilterForm
from groeiplan.looks.log import Log
from groeiplan.looks.pages import NoSuchPage, page
from groeiplan.looks.words import called, sentence
from groeiplan.parts import in_words

# What the API calls the questions of the page's form.
ASKED = {
    "from": ("van", "The first day (YYYY-MM-DD), in Amsterdam"),
    "to": ("tot", "The last day (YYYY-MM-DD), included"),
    "person": ("wie", "A person's id; only for the family"),
    "part": ("deel", "Tool and part, for example timeline.help"),
    "before": ("voor", "Entries before the one with this id: the older page"),
    "after": ("na", "Entries after the one with this id; “begin” for the oldest"),
}
OURS = {ours: theirs for theirs, (ours, _said) in ASKED.items()}


class NameSerializer(serializers.Serializer):
    """Who it was, as they were called then; after their card was emptied "oud-deelnemer"."""

    id = serializers.UUIDField(source="person_id", allow_null=True)
    name = serializers.SerializerMethodField()
    role = serializers.CharField()
    organisation = serializers.CharField()

    def get_name(self, name) -> str:
        return called(name)


class WhySerializer(serializers.Serializer):
    """ "Waarom heb je gekeken?", and the answer; empty while there is none."""

    asked_at = serializers.DateTimeField()
    answer = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)


class EntrySerializer(serializers.Serializer):
    """One thing somebody did. `whom` is for the family: whom it concerned."""

    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    act = serializers.CharField()
    sentence = serializers.CharField()
    who = NameSerializer(allow_null=True)
    whom = NameSerializer(allow_null=True)
    parts = serializers.ListField(child=serializers.CharField())
    consents = serializers.ListField(child=serializers.UUIDField())
    why = WhySerializer(allow_null=True)


class JournalSerializer(serializers.Serializer):
    """A page of the log, the newest first. `older` and `newer`: the addresses of the pages beside
    it, null where there is none."""

    results = EntrySerializer(many=True)
    older = serializers.CharField(allow_null=True)
    newer = serializers.CharField(allow_null=True)


@extend_schema(
    responses=JournalSerializer,
    operation_id="journal",
    parameters=[
        OpenApiParameter(name, str, description=said) for name, (_o, said) in ASKED.items()
    ],
)
@api_view(["GET"])
def journal(request, plan):
    """Who looked at what and when; for the family everything, for a guest what it did itself."""
    log = Log(enter(request._request, plan))
    form = _form(log, request.query_params)
    found = _page(log, form)
    chapters = log.chapters
    address = request._request.build_absolute_uri(request.path)
    body = {
        "results": [_told(log, entry, chapters) for entry in found.entries],
        "older": _beside(address, request.query_params, "before", found.older),
        "newer": _beside(address, request.query_params, "after", found.newer),
    }
    return Response(JournalSerializer(body).data)


def _form(log, asked):
    """The page's own form with what was asked here; raises a ValidationError with our words."""
    unknown = {name: [_("Dit kennen we niet.")] for name in asked if name not in ASKED}
    form = FilterForm(log, {ours: asked.get(name) for name, (ours, _said) in ASKED.items()})
    form.is_valid()
    if asked.get("person") and not log.visit.is_family:
        unknown["person"] = [_("Je leest hier alleen wat je zelf deed.")]
    wrong = {OURS.get(name, "errors"): list(said) for name, said in form.errors.items()}
    if unknown or wrong:
        raise serializers.ValidationError(wrong | unknown)
    return form


def _page(log, form):
    asked = form.cleaned_data
    place = {"before": asked["voor"], "after": asked["na"]}
    try:
        return page(log.entries(form.wanted), log.visit.plan, **place)
    except NoSuchPage:
        wrong = next(name for name, pk in place.items() if pk is not None)
        raise serializers.ValidationError({wrong: [NO_PAGE]}) from None


def _told(log, entry, chapters):
    name, whom = log.names.get(entry.who), log.names.get(entry.whom)
    parts = [chapters[pk] for pk in entry.chapters if pk in chapters]
    return {
        "id": entry.pk,
        "at": entry.at,
        "act": entry.act,
        "sentence": sentence(entry.act, in_words(parts), whom and called(whom)),
        "who": name,
        "whom": whom,
        "parts": [str(part) for part in parts],
        "consents": entry.consents,
        "why": getattr(entry, "why", None),
    }


def _beside(address, asked, name, place):
    if place is None:
        return None
    kept = asked.copy()
    kept.pop("before", None)
    kept.pop("after", None)
    kept[name] = str(place)
    return f"{address}?{kept.urlencode()}"
