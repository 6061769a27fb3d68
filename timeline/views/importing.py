"""Taking in a list of moments: look first, then say yes, and undo for a day."""

from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from groeiplan.access import CHANGE, enter
from groeiplan.actions import items
from groeiplan.models.items import Audience
from groeiplan.own import is_young
from groeiplan.versions import UNDO_FOR
from groeiplan.views.reading import only_shows
from groeiplan.who_sees import who_sees
from timeline import batches, seen
from timeline.importing import MOST_BYTES, Reader, Unusable, checked, text_of
from timeline.models import Batch
from timeline.seen import line_names

SALT = "timeline.import"
KEPT_FOR = UNDO_FOR  # what was looked at can be said yes to
EXAMPLE = (
    "wanneer;lijn;titel;verhaal;over;wie vertelt\r\n"
    "zomer 2015;{0};We gingen samenwonen;In het huis aan de gracht.;;\r\n"
    "ongeveer 2012;{1};Nieuwe school;;;\r\n"
    "mei 2018 tot nu;{2};Oma past op;Elke woensdag.;;ik\r\n"
)
CHOICES = (Audience.KEYHOLDERS, Audience.FAMILY, Audience.TELLER)


class ImportForm(forms.Form):
    """A file or a pasted list, and who may read what comes of it."""

    file = forms.FileField(label=gettext_lazy("Kies een bestand"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Of plak de lijst hier"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("Wie mag dit lezen?"),
        help_text=gettext_lazy("Staat het per regel in de lijst? Dan geldt dat."),
        choices=[(one.value, one.label) for one in CHOICES],
        widget=forms.RadioSelect,
    )

    def clean(self):
        """`text` from either; a file goes before what was pasted."""
        data = super().clean()
        try:
            data["text"] = self._text(data)
        except Unusable as error:
            self.add_error("file" if data.get("file") else "text", str(error))
        return data

    @staticmethod
    def _text(data):
        if file := data.get("file"):
            return text_of(b"x" * (MOST_BYTES + 1) if file.size > MOST_BYTES else file.read())
        if not data.get("text", "").strip():
            raise Unusable(_("Kies een bestand, of plak je lijst hier."))
        return checked(data["text"])


def index(request, plan):
    """The form; then what was understood of the list; then, after a yes, the moments."""
    visit = _enter(request, plan)
    if request.method == "POST" and "confirmed" in request.POST:
        return _confirmed(request, visit, request.POST["confirmed"])
    if request.method == "POST":
        form = ImportForm(request.POST, request.FILES)
        if form.is_valid():
            data = form.cleaned_data
            try:
                return _understood(request, visit, data["text"], data["audience"], uuid4())
            except Unusable as error:
                form.add_error("file" if data.get("file") else "text", str(error))
        return _page(request, visit, form, 422)
    young = is_young(visit.person, visit.now)
    alone = Audience.TELLER if young else Audience.KEYHOLDERS
    return _page(request, visit, ImportForm(initial={"audience": alone}), 200)


@only_shows
def example(request, plan):
    """A list to begin with, with this family's own lines."""
    visit = _enter(request, plan)
    names = list(line_names(visit).values())
    lines = [names[number % len(names)] for number in range(3)]
    return HttpResponse(
        "\ufeff" + EXAMPLE.format(*(name.replace(";", " ") for name in lines)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="voorbeeld.csv"'},
    )


@only_shows
def show(request, plan, batch):
    """What came in together."""
    visit = _enter(request, plan)
    found = _batch(visit, batch)
    return render(request, "timeline/import_batch.html", _of_batch(visit, found))


def undo(request, plan, batch):
    """Take away together what came in together; what was changed since stays, unless chosen. Asked
    again within a day: bring it back."""
    visit = _enter(request, plan)
    found = _batch(visit, batch)
    if request.method != "POST":
        return redirect("timeline:batch", plan, batch)
    if "back" in request.POST:
        return _brought_back(request, visit, found)
    if not batches.can_be_undone(found, visit.now):
        messages.info(request, _("Dit is al weg, of het staat er langer dan een dag."))
        return redirect("timeline:batch", plan, batch)
    context = _of_batch(visit, found)
    chosen = set(request.POST.getlist("also"))
    also = [one for one in context["touched"] if f"{one.pk}:{one.version}" in chosen]
    going = [(one, one.version) for one in [*context["untouched"], *also]]
    try:
        batches.undo(found, going, by=visit.person)
    except items.Conflict:
        messages.warning(request, _("Hier is net iets veranderd. Kijk nog eens wat er weg mag."))
        return render(request, "timeline/import_batch.html", _of_batch(visit, found), status=409)
    words = ngettext("%d verhaal is weg.", "%d verhalen zijn weg.", len(going)) % len(going)
    messages.success(request, f"{words} {_('Je kunt ze een dag lang terugzetten.')}")
    return redirect("timeline:batch", plan, batch)


def _enter(request, plan):
    """For the family: a guest proposes moments one by one, so that each gets an answer."""
    visit = enter(request, plan, "timeline", right=CHANGE)
    if not visit.is_family:
        raise PermissionDenied
    return visit


def _page(request, visit, form, status):
    lately = Batch.objects.filter(
        plan=visit.plan, by=visit.person, at__gt=visit.now - UNDO_FOR, undone=None
    )
    context = {"form": form, "lately": lately.order_by("-at"), "who": who_sees(visit, "timeline")}
    return render(request, "timeline/import.html", context, status=status)


def _understood(request, visit, text, audience, batch, said="", status=200):
    """The dry run: what each row says, and a yes that carries all of it along."""
    reading = Reader(visit, audience).read(text)
    coming_in = reading.coming_in
    carried = {
        "text": text, "audience": audience, "batch": str(batch), "digest": reading.digest,
        "plan": str(visit.plan.pk), "person": str(visit.person.pk),
    }  # fmt: skip
    context = {
        "reading": reading,
        "count": len(coming_in),
        "faulty": sum(bool(row.faults) for row in reading.rows),
        "standing": sum(row.stands for row in reading.rows),
        "said": said,
        "again": _again(text, audience),
        "confirmed": signing.dumps(carried, salt=SALT, compress=True) if coming_in else "",
        "audience": Audience(audience).label,
        "who": who_sees(visit, "timeline"),
    }
    return render(request, "timeline/import_read.html", context, status=status)


def _again(text, audience):
    form = ImportForm(initial={"text": text, "audience": audience})
    form.fields["text"].label = _("Jouw lijst")
    return form


def _confirmed(request, visit, carried):
    try:
        sent = signing.loads(carried, salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        sent = {}
    mine = (str(visit.plan.pk), str(visit.person.pk))
    if (sent.get("plan"), sent.get("person")) != mine:
        form = ImportForm(initial={"audience": Audience.KEYHOLDERS})
        messages.warning(request, _("Dit was te lang geleden. Kies de lijst nog een keer."))
        return _page(request, visit, form, 422)
    batch = UUID(sent["batch"])
    if not Batch.objects.filter(pk=batch).exists():
        reading = Reader(visit, sent["audience"]).read(sent["text"])
        if reading.digest != sent["digest"]:
            words = _("Er is intussen iets veranderd. Kijk nog een keer of dit klopt.")
            return _understood(request, visit, sent["text"], sent["audience"], batch, words, 409)
        try:
            batches.take_in(reading.coming_in, by=visit.person, batch=batch)
        except IntegrityError:  # the same yes, sent twice at once; or somebody else's id
            _batch(visit, batch)
        messages.success(request, _("De lijst staat erbij."))
    return redirect("timeline:batch", visit.plan.pk, batch)


def _batch(visit, pk):
    found = Batch.objects.filter(pk=pk, plan=visit.plan, by=visit.person).first()
    if found is None:
        raise Http404
    return found


def _of_batch(visit, batch):
    """What this visitor reads of the batch: {"untouched": […], "touched": […], "theirs": […]}: the
    second with `because`, changed since or told by another too; the last are by now the own words
    of whom they were written down for."""
    mine, untouched, touched, theirs = [], [], [], []
    for one in seen.everything(visit):
        rows = [row for row in one.tellings if row.batch_id == batch.pk]
        others = any(row.batch_id != batch.pk for row in one.tellings)
        for row in rows:
            row.seen = one
            mine.append(row)
            row.because = _because(row, others)
            if visit.may_change(row):
                (touched if row.because else untouched).append(row)
            else:
                theirs.append(row)
    return {
        "batch": batch,
        "mine": mine,
        "untouched": untouched,
        "touched": touched,
        "theirs": theirs,
        "may_undo": bool(mine) and batches.can_be_undone(batch, visit.now),
        "may_put_back": batches.can_come_back(batch, visit.now),
        "who": who_sees(visit, "timeline"),
    }


def _because(row, others):
    if others:
        return _("hierbij vertelde iemand ook iets")
    if row.version > 1 or row.moment.version > 1:
        return _("aangepast na het inlezen")
    return ""


def _brought_back(request, visit, batch):
    if batches.can_come_back(batch, visit.now):
        batches.put_back(batch, visit=visit)
        messages.success(request, _("Het staat er weer."))
    return redirect("timeline:batch", visit.plan.pk, batch.pk)
