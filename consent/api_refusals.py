"""How the API says that something cannot be done, in the words of the pages: 422 for what was sent,
409 for what happened meanwhile. The words say what can be done instead."""

from contextlib import contextmanager

from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consent.actions import Refused
from consent.asking_forms import NO, YES
from consent.refusals import in_words
from consent.views.answering import ANSWERED
from groeiplan.actions.invitations import Unusable
from groeiplan.api import Refusal

MEANWHILE = {"again", "over", "refused", "used"}
NOT_ABOUT = gettext_lazy(
    "Delen gaat over mensen van jullie familie, en nooit over wie het te lezen krijgt. Laat "
    "%(name)s hier weg."
)
# What the forms call what the API calls otherwise.
CALLED = {
    "consent_id": "id",
    "whole": "about",
    "begin": "first_day",
    "period": "last_day",
    "day": "last_day",
}


def refusal(refused, status=None):
    """The `Refusal` of what an action refused."""
    status = status or (409 if refused.why in MEANWHILE else 422)
    return Refusal(in_words(refused), status=status)


@contextmanager
def refusals():
    """Inside this, what an action refuses is told as a `Refusal`."""
    try:
        yield
    except (Refused, Unusable) as refused:
        raise refusal(refused) from None
    except IntegrityError:  # this id is another consent's
        raise refusal(Refused("again")) from None


def unfit(field, words):
    """The `Refusal` of one thing that was sent."""
    return Refusal(words, errors={field: [str(words)]})


def cleaned(form):
    """What this form makes of what was sent; a `Refusal` in its own words where it cannot."""
    if form.is_valid():
        return form.cleaned_data
    wrong = {}
    for name, errors in form.errors.as_data().items():
        words = [text for one in errors for text in _words(form, name, one)]
        wrong.setdefault(CALLED.get(name, name), []).extend(words)
    words = wrong.pop("__all__", [])
    detail = " ".join(words) or _("Dit kan zo niet. Bij “errors” staat wat er anders moet.")
    raise Refusal(detail, errors=wrong)


def must_be_open(question):
    """A `Refusal` where no answer is waited for any more."""
    if question.state == YES:
        raise Refusal(ANSWERED, status=409)
    if question.state == "nobody":
        raise refusal(Refused("nobody", question.standing.undecided), 409)
    if question.state != "open":
        why = "refused" if question.state == NO else "over"
        raise refusal(Refused(why, question.giver.person))


def _of_the_plan(visit, pk):
    return next((one for one in visit.people.values() if str(one.pk) == pk), None)


def _words(form, name, error):
    """A page shows what can be chosen; here it is said, the same of what is another plan's and of
    what is nowhere (T3)."""
    if error.code != "invalid_choice":
        return error.messages
    if name == "about" and (person := _of_the_plan(form.visit, error.params["value"])):
        return [NOT_ABOUT % {"name": person.shown_name}]
    if name in ("look", "change"):
        return [_("Dit deel is er niet. Kies uit de delen van jullie plan.")]
    return [in_words(Refused("noter" if name == "noter" else "elsewhere"))]
