"""Consents as data: the family reads, gives, asks, answers, notes and stops as on its pages, by the
same forms and actions. Nothing is ever edited: changing is giving anew with `replaces` (DOMAIN §6).
To anybody else these addresses are not there; a giver outside the family answers on their page."""

from django.urls import path, reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from consent import actions, sharing
from consent.api_fields import (
    ConsentSerializer,
    CourtSerializer,
    GiveSerializer,
    NoSerializer,
    NoteSerializer,
    NothingSerializer,
    ReceiverNameSerializer,
    RequestSerializer,
    WhoSerializer,
)
from consent.api_refusals import cleaned, must_be_open, refusal, refusals, unfit
from consent.asking_forms import NO, YES, AnswerForm, AskForm, CourtForm, NoteForm
from consent.forms import LATER, NOW, OTHER, SIX, GiveForm
from consent.hooks import export, record
from consent.models import Consent, Giver
from consent.refusals import WORDS
from consent.views.asking import asked_in_person
from consent.views.sharing import ONLY_ASKED, enter_as_family, no_need, shared_of
from consent.waiting import question_of
from groeiplan.api import Refusal

TOLD = {200: ConsentSerializer, 409: OpenApiResponse(), 422: OpenApiResponse()}


class AtTheDoor(APIView):
    """An address of this room: the door first, in whatever way it is asked, then the verb."""

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        self.visit = enter_as_family(request._request, kwargs["plan"])
        self.me = self.visit.person

    def told(self, pk, status=200, headers=None):
        """This consent as it stands after what was just done, by a clock that runs on; 204 where
        the visitor had a part in it and may not read it (yet)."""
        visit = enter_as_family(self.request._request, self.visit.plan.pk)
        found = sharing.read_by(visit, sharing.consents_of(visit.plan).filter(pk=pk))
        if not found:
            return Response(status=204)
        said = ConsentSerializer(record(found[0], visit.people)).data
        return Response(said, status=status, headers=headers)


class Consents(AtTheDoor):
    """All consents of a plan, and giving one."""

    @extend_schema(responses=ConsentSerializer(many=True), operation_id="consents")
    def get(self, request, plan):
        """Every consent in this plan that you may read, newest first. For its family only."""
        return Response(ConsentSerializer(export(self.visit), many=True).data)

    @extend_schema(
        request=GiveSerializer,
        responses={201: ConsentSerializer, **TOLD},
        operation_id="consent_give",
    )
    def post(self, request, plan):
        """Share with one person; your own yes goes with it, nothing goes to the others. 201, and
        200 when the same was sent before; 409 when other words were sent with this id."""
        sent = _sent(request, GiveSerializer)
        known = Consent.objects.filter(pk=sent["id"]).exists()
        if known:
            shared_of(self.visit, sent["id"])  # not there for who may not read it
        receiver = self.visit.people.get(sent["receiver"])
        if why := "elsewhere" if receiver is None else no_need(self.visit, receiver):
            raise unfit("receiver", WORDS[why])
        given = self._given(sent, receiver, known)
        with refusals():
            made = actions.give(by=self.me, receiver=receiver, **given)
        address = reverse("api_consent", args=[plan, made.pk])
        return self.told(made.pk, 200 if known else 201, {"Location": address})

    def _given(self, sent, receiver, known):
        has_way_in = sharing.invited(self.visit, receiver)
        form = GiveForm(_typed(sent), visit=self.visit, receiver=receiver, invited=has_way_in)
        given = dict(cleaned(form))
        for name in ONLY_ASKED:
            del given[name]
        if sent["email"] and "email" not in form.fields:
            if not known:
                raise unfit("email", _("Deze persoon is al uitgenodigd of binnen. Laat dit leeg."))
            given["email"] = sent["email"]
        return {**given, "replaces": self._replaced(sent["replaces"], receiver)}

    def _replaced(self, pk, receiver):
        if pk is None:
            return None
        ours = sharing.consents_of(self.visit.plan).filter(pk=pk, receiver=receiver)
        if not (found := sharing.read_by(self.visit, ours)):
            raise unfit("replaces", _("Zo'n ja kennen we bij deze persoon niet. Laat dit leeg."))
        return found[0].consent if found[0].may_stop else None


class OneConsent(AtTheDoor):
    """One consent."""

    @extend_schema(responses=ConsentSerializer, operation_id="consent")
    def get(self, request, plan, consent):
        """What was agreed then, and how it stands now."""
        shared = shared_of(self.visit, consent)
        return Response(ConsentSerializer(record(shared, self.visit.people)).data)


class Requests(AtTheDoor):
    """Questions that go out."""

    @extend_schema(request=RequestSerializer, responses=TOLD, operation_id="consent_request")
    def post(self, request, plan, consent):
        """Let the question go out to one giver. The same question twice is one mail."""
        shared = shared_of(self.visit, consent)
        sent = _sent(request, RequestSerializer)
        giver = _giver(shared, self.visit.people.get(sent["giver"]))
        if giver.person == self.me:
            raise unfit("giver", WORDS["oneself"])
        self._may_hide(giver, sent["hides_receiver"])
        question = question_of(giver)
        answers_here = self.visit.knows_account(giver.person)
        if answers_here and sent["noter"]:
            raise unfit("noter", _("Deze persoon antwoordt met een eigen account. Laat dit leeg."))
        able = actions.noters(question.standing, self.visit.with_account, giver.person)
        asked = {"noter": str(sent["noter"] or "")}
        noter = cleaned(AskForm(asked, answers_here=answers_here, noters=able)).get("noter")
        self._may_ask(question, sent["hides_receiver"])
        with refusals():
            actions.request(
                shared.consent,
                by=self.me,
                giver=giver.person,
                hides_receiver=sent["hides_receiver"],
                noter=noter,
            )
        return self.told(consent)

    def _may_hide(self, giver, hides):
        """The family reads with whom it shares, and what was shown once cannot be hidden: better
        nothing goes out than a promise that is not kept."""
        shown = giver.asked_at and not giver.hides_receiver
        if hides and (giver.person.is_family(self.visit.now) or shown):
            raise unfit("hides_receiver", _("Deze persoon kan de naam al lezen. Kies: false."))

    def _may_ask(self, question, hides):
        """Asked in person once is enough; who writes it down may still be another."""
        must_be_open(question)
        if not question.waits:
            raise refusal(actions.Refused("over"))
        giver = question.giver
        if asked_in_person(self.visit, giver) and giver.hides_receiver != hides:
            raise Refusal(_("Dit is al gevraagd. Er ging niets nieuws op weg."), status=409)


class OwnYes(AtTheDoor):
    """One's own yes."""

    @extend_schema(request=NothingSerializer, responses=TOLD, operation_id="consent_yes")
    def post(self, request, plan, consent):
        """Say yes, for yourself. Twice is once."""
        shared = shared_of(self.visit, consent)
        _sent(request, NothingSerializer)
        question = question_of(_giver(shared, self.me))
        if question.state != YES:
            must_be_open(question)
            with refusals():
                actions.agree(shared.consent, by=self.me)
        return self.told(consent)


class OwnNo(AtTheDoor):
    """One's own no."""

    @extend_schema(request=NoSerializer, responses=TOLD, operation_id="consent_no")
    def post(self, request, plan, consent):
        """Say no, for yourself, also after a yes: it closes for everybody. Twice is once."""
        shared = shared_of(self.visit, consent)
        sent = _sent(request, NoSerializer)
        words = cleaned(AnswerForm({"answer": NO, **sent}))["words"]
        question = question_of(_giver(shared, self.me))
        if question.state != NO:
            if question.state != YES:
                must_be_open(question)
            with refusals():
                actions.refuse(shared.consent, by=self.me, words=words)
        return self.told(consent)


class Notes(AtTheDoor):
    """What was said aloud."""

    @extend_schema(
        request=NoteSerializer,
        responses={**TOLD, 204: OpenApiResponse()},
        operation_id="consent_note",
    )
    def post(self, request, plan, consent):
        """Write down the yes or no of a giver without account, of whom you were asked to. Twice is
        once; 204 where you may not read this consent (yet)."""
        giver, sent = self._to_note(request, consent, NoteSerializer)
        form = NoteForm(sent)
        said = cleaned(form)
        question = question_of(giver)
        if question.state != said["answer"]:
            must_be_open(question)
            who = {"giver": giver.person, "by": self.me}
            with refusals():
                if said["answer"] == YES:
                    actions.note_yes(question.consent, **who, **form.how())
                else:
                    actions.note_no(question.consent, **who, words=said["words"])
        return self.told(consent)

    def _to_note(self, request, consent, serializer):
        """(the `Giver` of whom the visitor was asked to write down what they say, what was
        sent)."""
        mine = Giver.objects.select_related("person").filter(
            plan=self.visit.plan, consent=consent, noter=self.me, asked_at__isnull=False
        )
        shared = None if mine.exists() else shared_of(self.visit, consent)
        sent = _sent(request, serializer)
        giver = mine.filter(person=sent["giver"]).first()
        if giver is None:
            if shared:
                _giver(shared, self.visit.people.get(sent["giver"]))
            raise refusal(actions.Refused("noter", self.me))
        return giver, sent


class Who(Notes):
    """ "Wie is dit?", where the receiver's name was left out of the question."""

    @extend_schema(
        request=WhoSerializer,
        responses={**TOLD, 204: OpenApiResponse()},
        operation_id="consent_who",
    )
    def post(self, request, plan, consent):
        """Ask whose name was left out, for the giver whose answer you were asked to write down.
        Whoever asks for the yes hears it once. 204 where you may not read this consent (yet)."""
        giver, _sent_too = self._to_note(request, consent, WhoSerializer)
        question = question_of(giver)
        must_be_open(question)
        with refusals():
            actions.ask_who(question.consent, by=giver.person)
        return self.told(consent)


class Name(AtTheDoor):
    """The answer to "wie is dit?"."""

    @extend_schema(request=ReceiverNameSerializer, responses=TOLD, operation_id="consent_name")
    def post(self, request, plan, consent):
        """Let a giver who asked for it read with whom you share, or leave the name out. What was
        shown is not hidden again. Twice is once."""
        shared = shared_of(self.visit, consent)
        sent = _sent(request, ReceiverNameSerializer)
        giver = _giver(shared, self.visit.people.get(sent["giver"]))
        if giver.person == self.me:
            raise unfit("giver", WORDS["oneself"])
        if not giver.hides_receiver:
            if not sent["show"]:
                raise unfit("show", _("Deze persoon kan de naam al lezen. Kies: true."))
            return self.told(consent)
        must_be_open(question_of(giver))
        action = actions.show_receiver if sent["show"] else actions.keep_hidden
        with refusals():
            action(shared.consent, by=self.me, giver=giver.person)
        return self.told(consent)


class Court(AtTheDoor):
    """A court's decision."""

    @extend_schema(request=CourtSerializer, responses=TOLD, operation_id="consent_court")
    def post(self, request, plan, consent):
        """Write down that a court's decision takes the place of one parent's yes, also after that
        parent's no. For the family's adults. It counts when `reader` says on the page they are
        asked on that it is so. Twice is once."""
        shared = shared_of(self.visit, consent)
        sent = _sent(request, CourtSerializer)
        giver = _giver(shared, self.visit.people.get(sent["giver"]))
        question = question_of(giver)
        readers = actions.court_readers(
            question.standing, self.visit.with_account, giver.person, self.me
        )
        said = cleaned(CourtForm({**sent, "reader": str(sent["reader"] or "")}, readers=readers))
        if not self._stands(question.yes, said):
            if question.state == NO and question.yes:
                raise refusal(actions.Refused("refused", giver.person))
            if question.state != NO:
                must_be_open(question)
            with refusals():
                actions.note_court(shared.consent, giver=giver.person, by=self.me, **said)
        return self.told(consent)

    @staticmethod
    def _stands(yes, said):
        names = ("decided_on", "court", "case_number")
        return yes is not None and all(getattr(yes, name) == said[name] for name in names)


class Withdrawal(AtTheDoor):
    """Taking a yes back."""

    @extend_schema(request=NothingSerializer, responses=TOLD, operation_id="consent_withdraw")
    def post(self, request, plan, consent):
        """Stop this sharing, at once, without a reason. Twice is once."""
        shared = shared_of(self.visit, consent)
        _sent(request, NothingSerializer)
        if shared.may_stop:
            actions.withdraw(shared.consent, by=self.me)
        elif not shared.consent.withdrawn_at:
            raise refusal(actions.Refused("over"))
        return self.told(consent)


def _sent(request, serializer):
    """What was sent, as this serializer knows it; nothing at all counts as {}."""
    found = serializer(data=request.data)
    found.is_valid(raise_exception=True)
    return found.validated_data


def _typed(sent):
    """The same choices as somebody would tick and type them on the page."""
    about, first, last = sent["about"], sent["first_day"], sent["last_day"]
    return {
        **sent,
        "consent_id": sent["id"],
        "whole": "no" if about else "yes",
        "about": [str(pk) for pk in about],
        "begin": LATER if first else NOW,
        "period": OTHER if last else SIX,
        "day": last,
    }


def _giver(shared, person):
    """This person as a giver of this consent, also where their say came later; a Refusal where
    their yes is not needed, or who they are is not known here."""
    if person is None or person.pk not in shared.standing.needed:
        raise refusal(actions.Refused("giver", person))
    givers = {one.person_id: one for one in shared.consent.givers.all()}
    new = Giver(plan_id=shared.consent.plan_id, consent=shared.consent)
    found = givers.get(person.pk, new)
    found.person = person
    return found


ONE = "consents/<uuid:consent>"
urlpatterns = [
    path("consents", Consents.as_view(), name="api_consents"),
    path(ONE, OneConsent.as_view(), name="api_consent"),
    path(f"{ONE}/request", Requests.as_view(), name="api_consent_request"),
    path(f"{ONE}/yes", OwnYes.as_view(), name="api_consent_yes"),
    path(f"{ONE}/no", OwnNo.as_view(), name="api_consent_no"),
    path(f"{ONE}/notes", Notes.as_view(), name="api_consent_notes"),
    path(f"{ONE}/court", Court.as_view(), name="api_consent_court"),
    path(f"{ONE}/who", Who.as_view(), name="api_consent_who"),
    path(f"{ONE}/name", Name.as_view(), name="api_consent_name"),
    path(f"{ONE}/withdrawal", Withdrawal.as_view(), name="api_consent_withdrawal"),
]
