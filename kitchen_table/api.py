"""Reading the table as data."""

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.response import Response

from groeiplan.access import enter
from kitchen_table import seating


class CardAnswerSerializer(serializers.Serializer):
    """An answer to one question of a card."""

    id = serializers.UUIDField()
    question = serializers.CharField(source="get_question_display")
    text = serializers.CharField()
    told_by = serializers.CharField(source="told_by.shown_name")
    audience = serializers.CharField()
    changed = serializers.DateTimeField()


class DecisionSerializer(serializers.Serializer):
    """The decision that counts now."""

    outcome = serializers.CharField(help_text="stays, joins, steps_back or informed")
    reason = serializers.CharField()
    told_by = serializers.CharField(source="told_by.shown_name")
    tells = serializers.CharField(
        source="tells.shown_name", default=None, help_text="who tells them"
    )
    tells_on = serializers.DateField(allow_null=True)


class CardSerializer(serializers.Serializer):
    """A role card with what this account may read of it."""

    id = serializers.UUIDField(source="card.pk")
    name = serializers.CharField(source="card.title")
    role = serializers.CharField(source="card.said_role")
    kind = serializers.CharField(
        source="card.kind", help_text="family, network, professional or process"
    )
    stays = serializers.BooleanField(source="card.stays", help_text="a role that stays for life")
    place = serializers.CharField(source="card.place", help_text="table, near, far or missing")
    since = serializers.CharField(source="card.since", help_text="EDTF; empty when not known")
    last_contact = serializers.DateField(source="card.last_contact", allow_null=True)
    next_visit = serializers.DateField(source="card.next_visit", allow_null=True)
    told_by = serializers.CharField(source="card.told_by.shown_name")
    answers = CardAnswerSerializer(source="said.answers", many=True)
    decision = DecisionSerializer(source="said.decision", allow_null=True)


def _whole(table, card):
    return {"card": card, "said": table.said[card.pk]}


@extend_schema(operation_id="kitchen_table_cards", responses=CardSerializer(many=True))
@api_view(["GET"])
def cards(request, plan):
    """The cards this account may see, nearest first."""
    table = seating.Table(enter(request._request, plan, "kitchen_table"))
    return Response(CardSerializer([_whole(table, card) for card in table.cards], many=True).data)


@extend_schema(operation_id="kitchen_table_card", responses=CardSerializer)
@api_view(["GET"])
def card(request, plan, card):
    """One card."""
    table = seating.Table(enter(request._request, plan, "kitchen_table"))
    return Response(CardSerializer(_whole(table, table.card(card))).data)


urlpatterns = [
    path("kitchen-table/cards", cards, name="kitchen_table_cards"),
    path("kitchen-table/cards/<uuid:card>", card, name="kitchen_table_card"),
]
