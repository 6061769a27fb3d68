"""What the API tells of a consent, and what somebody may send. A field that stands nowhere here
cannot be set (T25)."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from rest_framework import serializers

from consent.asking_forms import NO, YES
from consent.models import Consent, Yes
from consent.needed import Capacity
from consent.standing import State


class PartSerializer(serializers.Serializer):
    """A part of the plan, and whether the receiver may add to it."""

    part = serializers.CharField(help_text="Tool and part, for example timeline.help")
    may_change = serializers.BooleanField()


class ReasonSerializer(serializers.Serializer):
    """Why somebody's yes is needed: in which capacity, about whom."""

    capacity = serializers.ChoiceField(choices=Capacity.values)
    about = serializers.CharField()


class GiverSerializer(serializers.Serializer):
    """One person whose yes it needs: why, what was asked, what was answered and how."""

    id = serializers.UUIDField(help_text="The person's id")
    name = serializers.CharField()
    reasons = ReasonSerializer(many=True)
    asked_at = serializers.DateTimeField(allow_null=True)
    hides_receiver = serializers.BooleanField(help_text="The receiver's name is left out for them")
    wants_name_at = serializers.DateTimeField(
        allow_null=True, help_text="When they asked with whom it is shared"
    )
    form = serializers.ChoiceField(choices=Yes.Form.values, allow_null=True)
    at = serializers.DateTimeField(allow_null=True)
    noted_by = serializers.CharField(allow_null=True)
    decided_on = serializers.DateField(allow_null=True, help_text="The day of a court's decision")
    court = serializers.CharField()
    case_number = serializers.CharField()
    read_by = serializers.CharField(
        allow_null=True, help_text="Who laid a court's decision beside the paper"
    )
    explained = serializers.CharField()
    language = serializers.CharField()
    interpreter = serializers.CharField()
    refused_at = serializers.DateTimeField(allow_null=True)
    refused_words = serializers.CharField()


class ConsentSerializer(serializers.Serializer):
    """One consent as its page tells it (`consent.hooks.record`). `role` and `organisation` are the
    receiver's as they were then; an empty `about` is the whole family; `until` and `ends_at` are
    exclusive; `opens_at` is null until everybody said yes."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=[str(one) for one in State])
    receiver_id = serializers.UUIDField()
    receiver = serializers.CharField()
    role = serializers.CharField()
    organisation = serializers.CharField()
    parts = PartSerializer(many=True)
    about = serializers.ListField(child=serializers.CharField())
    purpose = serializers.CharField()
    direction = serializers.CharField(help_text="tell, ask, together; empty where nobody said it")
    explained = serializers.CharField(help_text="talk, self, interpreter; or empty")
    language = serializers.CharField()
    interpreter = serializers.CharField()
    asked_by = serializers.CharField()
    asked_at = serializers.DateTimeField()
    givers = GiverSerializer(many=True)
    since = serializers.DateTimeField()
    until = serializers.DateTimeField()
    opens_at = serializers.DateTimeField(allow_null=True)
    ends_at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    withdrawn_by = serializers.CharField(allow_null=True)
    replaces = serializers.UUIDField(allow_null=True)


class Sent(serializers.Serializer):
    """What somebody sends: these fields and no others."""

    def to_internal_value(self, data):
        if isinstance(data, Mapping) and (unknown := set(data) - set(self.fields)):
            raise serializers.ValidationError(
                {name: [_("Dit kennen we niet. Laat het weg.")] for name in sorted(unknown)}
            )
        return super().to_internal_value(data)


class NothingSerializer(Sent):
    """Nothing more needs to be said."""


class GiveSerializer(Sent):
    """To share with one person. What may be chosen is judged by the page's own form."""

    id = serializers.UUIDField(help_text="Made by you: sent twice, it is one consent")
    receiver = serializers.UUIDField(help_text="A person's id")
    look = serializers.ListField(
        child=serializers.CharField(), default=list, help_text="Parts, for example timeline.help"
    )
    change = serializers.ListField(
        child=serializers.CharField(), default=list, help_text="Parts to add to; opens them too"
    )
    about = serializers.ListField(
        child=serializers.UUIDField(), help_text="Persons' ids; empty for the whole family"
    )
    purpose = serializers.CharField(default="", allow_blank=True)
    first_day = serializers.DateField(
        default=None, allow_null=True, help_text="Without: as soon as everybody says yes"
    )
    last_day = serializers.DateField(
        default=None, allow_null=True, help_text="Included. Without: in six months"
    )
    email = serializers.EmailField(
        default="", allow_blank=True, help_text="To invite a receiver without account"
    )
    direction = serializers.ChoiceField(
        choices=Consent.Direction.values, default="", allow_blank=True
    )
    explained = serializers.ChoiceField(
        choices=Consent.Explained.values, default="", allow_blank=True
    )
    language = serializers.CharField(default="", allow_blank=True)
    interpreter = serializers.CharField(default="", allow_blank=True)
    replaces = serializers.UUIDField(
        default=None, allow_null=True, help_text="The consent that stops when this one is given"
    )


class RequestSerializer(Sent):
    """To let the question go out to one giver, after reading what they will read."""

    giver = serializers.UUIDField(help_text="The person's id")
    hides_receiver = serializers.BooleanField(help_text="Leave the receiver's name out")
    noter = serializers.UUIDField(
        default=None,
        allow_null=True,
        help_text="A person's id: who writes it down for a giver without account",
    )


class NoSerializer(Sent):
    """One's own no, and why where one wants to say."""

    words = serializers.CharField(default="", allow_blank=True)


class NoteSerializer(Sent):
    """What was said aloud: a yes and how it was explained, or a no and why where they said so."""

    giver = serializers.UUIDField(help_text="The person's id")
    answer = serializers.ChoiceField(choices=[YES, NO], default=YES)
    explained = serializers.ChoiceField(
        choices=Consent.Explained.values,
        default="",
        allow_blank=True,
        help_text="Needed with a yes",
    )
    language = serializers.CharField(default="", allow_blank=True)
    interpreter = serializers.CharField(default="", allow_blank=True)
    words = serializers.CharField(default="", allow_blank=True, help_text="Only with a no")


class CourtSerializer(Sent):
    """A court's decision that takes the place of one parent's yes."""

    giver = serializers.UUIDField(help_text="The person's id")
    decided_on = serializers.DateField(help_text="The day on the decision")
    court = serializers.CharField(default="", allow_blank=True)
    case_number = serializers.CharField(default="", allow_blank=True)
    reader = serializers.UUIDField(
        allow_null=True, default=None, help_text="Who lays it beside the paper: a person's id"
    )


class WhoSerializer(Sent):
    """Whose question it is, where the receiver's name was left out of it."""

    giver = serializers.UUIDField(help_text="The person's id")


class ReceiverNameSerializer(Sent):
    """The family's answer to "wie is dit?"."""

    giver = serializers.UUIDField(help_text="The person's id")
    show = serializers.BooleanField(help_text="Let them read the name; false leaves it out")
