"""The four lines as data: read, told, changed, placed and answered by the same forms and actions as
on the pages."""

from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from groeiplan import dates
from groeiplan.access import CHANGE, enter
from groeiplan.actions import items
from groeiplan.api import Refusal
from groeiplan.api_sent import cleaned, sent
from groeiplan.undo import removed_row
from timeline import actions, seen
from timeline.api_fields import (
    ChangeSerializer,
    MomentSerializer,
    NewMomentSerializer,
    NewTellingSerializer,
    NothingSerializer,
    PlaceSerializer,
    ProposalAnswerSerializer,
    TellingSerializer,
    VersionSerializer,
)
from timeline.forms import MomentForm, PlaceForm, TellingForm
from timeline.models import Moment, Telling

WORDS = ("title", "text", "weight", "helped", "talk")
CALLED = {"strand": "line"}
AGAIN = gettext_lazy("Hier is intussen iets veranderd. Lees het opnieuw en kies.")
TOLD = {200: MomentSerializer, 409: OpenApiResponse(), 422: OpenApiResponse()}


class MomentDataForm(MomentForm):
    """A new moment, without files."""

    class Meta(MomentForm.Meta):
        fields = (*WORDS, *MomentForm.ITEM_FIELDS)


class TellingDataForm(TellingForm):
    """A telling, without files."""

    class Meta(TellingForm.Meta):
        fields = (*WORDS, *TellingForm.ITEM_FIELDS)


class AtTheDoor(APIView):
    """An address of this room: the door first, in whatever way it is asked, then the verb."""

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        right = {"right": CHANGE} if self.changes(request) else {}
        self.visit = enter(request._request, kwargs["plan"], "timeline", **right)
        self.me = self.visit.person

    def changes(self, request):
        """Does this way of asking need a key that lets one add? Rows are asked about later."""
        return False

    def told(self, moment, status=200, headers=None):
        """The moment as it stands after what was just done."""
        body = MomentSerializer(seen.one(self.visit, moment)).data
        return Response(body, status=status, headers=headers)

    def conflict(self, row, serializer, mine):
        """409 with both: what was sent and what stands there."""
        return Refusal(
            AGAIN, status=409, more={"sent": _plain(mine), "stands": serializer(row).data}
        )


class Moments(AtTheDoor):
    """All moments, and a new one."""

    def changes(self, request):
        return request.method == "POST"

    @extend_schema(operation_id="timeline_moments", responses=MomentSerializer(many=True))
    def get(self, request, plan):
        """All moments this account may know, in time order."""
        return Response(MomentSerializer(seen.everything(self.visit, "about"), many=True).data)

    @extend_schema(
        request=NewMomentSerializer,
        responses={201: MomentSerializer, **TOLD},
        operation_id="timeline_moment_add",
    )
    def post(self, request, plan):
        """A new moment with its first telling; from a guest it is a proposal. 201, and 200 when
        the same was sent before; 409 when other words were sent with this id."""
        data = sent(request, NewMomentSerializer)
        form = MomentDataForm(self.visit, _typed(data) | {"strand": data["line"]})
        values = _new(form)
        known = Telling.objects.filter(pk=data["id"]).exists()
        with _own_id():
            made = actions.add(
                form.row(),
                by=self.me,
                part=values["strand"],
                when=values["when"],
                about=values["about"],
                readers=values.get("readers", ()),
            )
        address = reverse("timeline_moment", args=[plan, made.moment_id])
        return self.told(made.moment_id, 200 if known else 201, {"Location": address})


class OneMoment(AtTheDoor):
    """One moment."""

    @extend_schema(operation_id="timeline_moment", responses=MomentSerializer)
    def get(self, request, plan, moment):
        """One moment."""
        return self.told(moment)


class Tellings(AtTheDoor):
    """Telling a moment oneself."""

    @extend_schema(
        request=NewTellingSerializer,
        responses={201: MomentSerializer, **TOLD},
        operation_id="timeline_telling_add",
    )
    def post(self, request, plan, moment):
        """Put your own telling beside the others. Twice is once."""
        one = seen.one(self.visit, moment)
        if not self.visit.opens("timeline", one.strand, CHANGE):
            raise PermissionDenied
        data = sent(request, NewTellingSerializer)
        form = TellingDataForm(self.visit, _typed(data), instance=Telling(moment=one.moment))
        values = _new(form)
        known = Telling.objects.filter(pk=data["id"]).exists()
        with _own_id():
            made = actions.tell(
                form.row(),
                by=self.me,
                moment=one.moment,
                about=values["about"],
                readers=values.get("readers", ()),
            )
        return self.told(made.moment_id, 200 if known else 201)


class OneTelling(AtTheDoor):
    """One's own words."""

    @extend_schema(request=ChangeSerializer, responses=TOLD, operation_id="timeline_telling_change")
    def patch(self, request, plan, telling):
        """Mend your own words. 409 with both where somebody saved meanwhile."""
        row = self.visit.get(Telling, telling, CHANGE)
        data = sent(request, ChangeSerializer)
        there = TellingDataForm(self.visit, instance=row).standing(row)
        there |= {"about": row.about.all(), "readers": row.readers.all()}
        typed = {name: _ids(one) for name, one in there.items()} | _typed(data)
        fresh = self.visit.get(Telling, telling, CHANGE)  # a form writes on what it was given
        values = _values(TellingDataForm(self.visit, typed, instance=fresh))
        try:
            actions.change(row, by=self.me, **values)
        except items.Conflict as error:
            raise self.conflict(error.row, TellingSerializer, data) from None
        return self.told(row.moment_id)

    @extend_schema(
        request=VersionSerializer,
        responses={204: OpenApiResponse(), 409: OpenApiResponse()},
        operation_id="timeline_telling_remove",
    )
    def delete(self, request, plan, telling):
        """Take your own words away. They can come back for a day."""
        row = self.visit.get(Telling, telling, CHANGE)
        version = sent(request, VersionSerializer)["version"]
        try:
            actions.remove(row, by=self.me, version=version)
        except items.Conflict as error:
            mine = {"version": version}
            raise self.conflict(error.row, TellingSerializer, mine) from None
        return Response(status=204)


class Restoring(AtTheDoor):
    """Words that were taken away."""

    @extend_schema(
        request=NothingSerializer, responses=TOLD, operation_id="timeline_telling_restore"
    )
    def post(self, request, plan, telling):
        """Bring back what you took away, within a day. Twice is once."""
        sent(request, NothingSerializer)
        back = self.visit.rows(Telling).filter(pk=telling).first()
        if back is None or not self.visit.may_change(back):
            back = actions.restore(removed_row(self.visit, Telling, telling), by=self.me)
        return self.told(back.moment_id)


class Answering(AtTheDoor):
    """The family's answer to a proposal."""

    @extend_schema(request=ProposalAnswerSerializer, responses=TOLD, operation_id="timeline_answer")
    def post(self, request, plan, telling):
        """Take over or refuse what a guest proposed, with a word back. The same answer twice is
        once; 409 where it was changed or answered otherwise meanwhile."""
        row = self.visit.get(Telling, telling)
        if not self.visit.is_family or not self.visit.may_tend(row):
            raise PermissionDenied
        data = sent(request, ProposalAnswerSerializer)
        if (row.proposal, row.answer) == (data["proposal"], data["words"]):
            return self.told(row.moment_id)
        if row.proposal != Telling.Proposal.PROPOSED:
            raise self.conflict(row, TellingSerializer, data)
        try:
            actions.answer(row, by=self.me, **data)
        except items.Conflict as error:
            raise self.conflict(error.row, TellingSerializer, data) from None
        return self.told(row.moment_id)


class Placing(AtTheDoor):
    """When a moment was, and on which line."""

    @extend_schema(request=PlaceSerializer, responses=TOLD, operation_id="timeline_place")
    def post(self, request, plan, moment):
        """Another date or another line. To another line go only your own words, as a moment of
        their own: then the answer is that moment."""
        one = seen.one(self.visit, moment)
        mine = [telling for telling in one.tellings if self.visit.may_change(telling)]
        if not self._may(one, mine):
            raise PermissionDenied
        data = sent(request, PlaceSerializer)
        typed = {
            "version": data["version"],
            "when": _said(data.get("when", one.moment.when)),
            "strand": data.get("line", one.strand),
        }
        form = PlaceForm(typed, visit=self.visit, may_move=bool(mine))
        values = cleaned(form, CALLED)
        if typed["strand"] != one.strand and not mine:
            raise Refusal(_("Hier staat niets van jou. Alleen eigen woorden gaan naar een lijn."))
        try:
            placed = actions.place(
                one.moment,
                by=self.me,
                version=values["version"],
                mine=mine,
                when=values["when"],
                part=typed["strand"],
                apart=not self.visit.is_family,
            )
        except items.Conflict as error:
            raise self._conflict(error.row, data) from None
        return self.told(placed.pk)

    def _may(self, one, mine):
        if not self.visit.opens("timeline", one.strand, CHANGE):
            return False
        taken = any(telling.proposal == Telling.Proposal.TAKEN for telling in mine)
        return self.visit.is_family or (bool(mine) and not taken)

    def _conflict(self, moment: Moment, mine):
        stands = {"version": moment.version, "when": moment.when}
        return Refusal(AGAIN, status=409, more={"sent": _plain(mine), "stands": stands})


@contextmanager
def _own_id():
    """Inside this, an id that is somebody else's is told as taken."""
    try:
        yield
    except IntegrityError:
        words = _("Dit nummer (id) is al gebruikt. Maak een nieuw.")
        raise Refusal(words, status=409) from None


def _new(form):
    """The values of a new row's form; 409 with both where it was sent before in other words."""
    if not form.is_valid() and form.was_sent_before:
        stands = {"stands": TellingSerializer(form.made).data} if form.made else {}
        mine = {name: form.data.get(name) for name in WORDS}
        raise Refusal(
            _("Dit is al opgeslagen met andere woorden, of daarna weggehaald."),
            status=409,
            more={"sent": mine, **stands},
        )
    return cleaned(form, CALLED)


def _values(form):
    cleaned(form, CALLED)
    return form.values()


def _typed(data):
    """The same choices as somebody would tick and type them on the page."""
    typed = {name: _ids(one) for name, one in data.items() if one is not None}
    return typed | ({"when": _said(typed["when"])} if "when" in typed else {})


def _ids(value):
    if hasattr(value, "__iter__") and not isinstance(value, str):
        return [str(getattr(one, "pk", one)) for one in value]
    return value


def _said(when):
    """EDTF text in the words in which the page's own field shows it; other words as they are."""
    try:
        return dates.say(dates.read(when))
    except dates.Unreadable:
        return when


def _plain(data):
    return {name: _ids(one) for name, one in data.items()}


ONE = "timeline/tellings/<uuid:telling>"
urlpatterns = [
    path("timeline/moments", Moments.as_view(), name="timeline_moments"),
    path("timeline/moments/<uuid:moment>", OneMoment.as_view(), name="timeline_moment"),
    path("timeline/moments/<uuid:moment>/tellings", Tellings.as_view(), name="timeline_tellings"),
    path("timeline/moments/<uuid:moment>/place", Placing.as_view(), name="timeline_place"),
    path(ONE, OneTelling.as_view(), name="timeline_telling"),
    path(f"{ONE}/restoration", Restoring.as_view(), name="timeline_restoration"),
    path(f"{ONE}/answer", Answering.as_view(), name="timeline_answer"),
]
