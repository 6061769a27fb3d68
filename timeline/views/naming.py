"""What the family calls its lines."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from groeiplan.access import enter
from groeiplan.actions.items import Conflict
from groeiplan.views.reading import only_shows
from groeiplan.who_sees import who_sees
from timeline import drawing, manners, naming, seen
from timeline.forms import let_type_on


class NameForm(forms.Form):
    """A line's own name. Empty: the name of the house."""

    name = forms.CharField(
        label=_("Hoe noemen jullie deze lijn?"),
        max_length=40,
        required=False,
        help_text=_("Laat het leeg voor de gewone naam."),
        error_messages={"max_length": _("Maak de naam korter: hoogstens 40 letters.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        let_type_on(self)

    def clean_name(self):
        """On one line, without spaces around it."""
        return " ".join(self.cleaned_data["name"].split())


@only_shows
def lines(request, plan):
    """The lines with their names, and whether the page tells what fell together."""
    visit = enter(request, plan, "timeline")
    if not naming.may_name(visit):
        raise PermissionDenied
    mine = [one for one in seen.strands(visit) if naming.may_name(visit, one)]
    own = seen.own_names(visit)
    found = [(drawing.line(visit, one), seen.house_name(one) if one in own else "") for one in mine]
    context = {
        "lines": found,
        "manner": manners.manner_of(visit.plan),
        "who": who_sees(visit, "timeline"),
    }
    return render(request, "timeline/lines.html", context)


def patterns(request, plan):
    """Let the page tell what fell together, or not."""
    visit = enter(request, plan, "timeline")
    if not naming.may_name(visit):
        raise PermissionDenied
    if request.method == "POST":
        wanted = request.POST.get("patterns") == "1"
        try:
            manners.choose(visit.plan, version=_version(request), tells=wanted)
        except Conflict:
            messages.warning(request, _("Een ander koos dit net. Kijk nog eens."))
        else:
            messages.success(request, _("Dit staat aan.") if wanted else _("Dit staat uit."))
    return redirect("timeline:lines", plan)


def name(request, plan, strand):
    """Give one line another name."""
    visit = _entered(request, plan, strand)
    line = naming.line_of(visit.plan, strand)
    initial = {"name": line.name, "version": line.version}
    form = NameForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            naming.rename(visit.plan, strand, by=visit.person, **form.cleaned_data)
        except Conflict as conflict:
            return _conflict(request, plan, form, conflict.row)
        messages.success(request, _("De lijn heeft een nieuwe naam."))
        return redirect("timeline:lines", plan)
    was = naming.before(line, visit.now)
    context = {
        "form": form,
        "line": drawing.line(visit, strand),
        "was": was if was is None else was or seen.house_name(strand),
        "version": line.version,
        "who": who_sees(visit, "timeline", strand),
    }
    status = 422 if form.errors else 200
    return render(request, "timeline/line.html", context, status=status)


def name_back(request, plan, strand):
    """Back to the name before, within a day."""
    visit = _entered(request, plan, strand)
    if request.method == "POST":
        line = naming.line_of(visit.plan, strand)
        was = naming.before(line, visit.now)
        if was is None:
            raise Http404
        try:
            naming.rename(visit.plan, strand, by=visit.person, version=_version(request), name=was)
        except Conflict:
            messages.warning(request, _("De naam is net veranderd. Kijk nog eens."))
        else:
            messages.success(request, _("De naam van daarvoor staat er weer."))
    return redirect("timeline:lines", plan)


def _version(request):
    try:
        return int(request.POST.get("version", ""))
    except ValueError:
        raise Http404 from None


def _entered(request, plan, strand):
    visit = enter(request, plan, "timeline", strand)
    if not naming.may_name(visit, strand):
        raise PermissionDenied
    return visit


def _conflict(request, plan, form, row):
    form.data = form.data.copy()
    form.data["version"] = row.version
    context = {
        "conflict": [(_("Naam"), form.cleaned_data["name"], row.name)],
        "form": form,
        "back_url": redirect("timeline:lines", plan).url,
    }
    return render(request, "409.html", context, status=409)
