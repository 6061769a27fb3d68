"""What the API tells of a moment, and what somebody may send. A field that stands nowhere here
cannot be set (T25)."""

from rest_framework import serializers

from groeiplan.api_sent import Sent
from groeiplan.models.items import Audience
from timeline.models import STRANDS, Telling

WHEN = "EDTF, or as people say it in Dutch; empty when not known"


class TellingSerializer(serializers.Serializer):
    """How one person tells a moment. Persons are told by the name shown in the plan. `version`
    goes back with a change, so that nobody overwrites what was saved meanwhile."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    text = serializers.CharField()
    weight = serializers.CharField(help_text="heaviest to lightest, in words; or empty")
    helped = serializers.CharField()
    talk = serializers.CharField(help_text="yes, no or empty")
    told_by = serializers.CharField(source="told_by.shown_name")
    about = serializers.SerializerMethodField()
    audience = serializers.CharField()
    proposal = serializers.CharField(help_text="empty, proposed, taken or refused")
    answer = serializers.CharField()
    created = serializers.DateTimeField()
    changed = serializers.DateTimeField()

    def get_about(self, telling) -> list[str]:
        """Whom it is about, by name; empty for the whole family."""
        return [person.shown_name for person in telling.about.all()]


class MomentSerializer(serializers.Serializer):
    """A moment with those tellings this account may read."""

    id = serializers.UUIDField(source="moment.pk")
    version = serializers.IntegerField(source="moment.version")
    line = serializers.CharField(source="strand", help_text="family, daily_life, people or help")
    when = serializers.CharField(source="moment.when", help_text="EDTF; empty when not known")
    when_told = serializers.CharField(source="when", help_text="the date in Dutch")
    when_follows = serializers.CharField(
        source="follows",
        help_text="the family's words where the date follows from a birth date; else empty",
    )
    first_day = serializers.DateField(source="moment.first_day", allow_null=True)
    last_day = serializers.DateField(source="moment.last_day", allow_null=True)
    title = serializers.CharField()
    is_proposal = serializers.BooleanField()
    tellings = TellingSerializer(many=True)


class NewTellingSerializer(Sent):
    """A telling beside the others of a moment. What may be chosen is judged by the page's form."""

    id = serializers.UUIDField(help_text="Made by you: sent twice, it is one telling")
    title = serializers.CharField()
    text = serializers.CharField(default="", allow_blank=True)
    weight = serializers.ChoiceField(choices=Telling.Weight.values, default="", allow_blank=True)
    helped = serializers.CharField(default="", allow_blank=True)
    talk = serializers.ChoiceField(choices=Telling.Talk.values, default="", allow_blank=True)
    told_by = serializers.UUIDField(
        default=None, allow_null=True, help_text="A person without account; else you"
    )
    about = serializers.ListField(
        child=serializers.UUIDField(), default=list, help_text="Persons' ids; empty for the family"
    )
    audience = serializers.ChoiceField(choices=Audience.values)
    readers = serializers.ListField(child=serializers.UUIDField(), default=list)


class NewMomentSerializer(NewTellingSerializer):
    """A moment with its first telling; `id` is the telling's."""

    when = serializers.CharField(default="", allow_blank=True, help_text=WHEN)
    line = serializers.ChoiceField(choices=STRANDS)


class ChangeSerializer(Sent):
    """What is to be otherwise in a telling; what is left out stays."""

    version = serializers.IntegerField(help_text="The one you read")
    title = serializers.CharField(required=False)
    text = serializers.CharField(required=False, allow_blank=True)
    weight = serializers.ChoiceField(
        choices=Telling.Weight.values, required=False, allow_blank=True
    )
    helped = serializers.CharField(required=False, allow_blank=True)
    talk = serializers.ChoiceField(choices=Telling.Talk.values, required=False, allow_blank=True)
    about = serializers.ListField(child=serializers.UUIDField(), required=False)
    audience = serializers.ChoiceField(choices=Audience.values, required=False)
    readers = serializers.ListField(child=serializers.UUIDField(), required=False)


class VersionSerializer(Sent):
    """Which version was read."""

    version = serializers.IntegerField(help_text="The one you read")


class NothingSerializer(Sent):
    """Nothing more needs to be said."""


class PlaceSerializer(VersionSerializer):
    """When it was and on which line; what is left out stays."""

    when = serializers.CharField(required=False, allow_blank=True, help_text=WHEN)
    line = serializers.ChoiceField(choices=STRANDS, required=False)


class ProposalAnswerSerializer(VersionSerializer):
    """The family's answer to what a guest proposed."""

    proposal = serializers.ChoiceField(choices=["taken", "refused"])
    words = serializers.CharField(default="", allow_blank=True, max_length=1_000)
