"""The answer when somebody else saved first, or oneself with other words: both texts side by
side, nothing lost."""

from django import forms
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from groeiplan import dates


def conflict(request, form, error, back_url):
    """409 with what I typed next to what stands there now. The form keeps my words and carries
    the new version, so that sending it again is a choice made with open eyes."""
    row = error.row
    mine = form.data.copy()
    mine[form.add_prefix("version")] = str(row.version)
    # Before `again` is checked: a ModelForm's check writes what I typed onto the row itself.
    now_there = type(form)(form.visit, instance=row)
    again = type(form)(form.visit, mine, instance=row)
    again.is_valid()
    return render(
        request,
        "409.html",
        {
            "form": again,
            "conflict": differences(again, now_there),
            "by": "",
            "at": dates.say_moment(row.changed, timezone.now()),
            "back_url": back_url,
        },
        status=409,
    )


def sent_before(request, form, back_url, change=""):
    """409 for a new row's form that was saved before with other words (`form.made`). It may be
    put beside what stands there; where the page named `change` asks the very same, also in its
    place: a choice made with open eyes."""
    theirs = type(form)(form.visit, initial=form.standing(form.made))
    differing = form.differing(form.made)
    form.without_word_of_it()
    return render(
        request,
        "409_sent_before.html",
        {
            "form": form,
            "conflict": list(_beside(form, theirs, differing)),
            "version": form.made.version,
            "change_url": _change_url(form, differing, change),
            "back_url": back_url,
        },
        status=409,
    )


def _change_url(form, differing, change):
    """The page that puts these words in the place of the others; "" where it would leave out what
    was typed here, or wipe what was not asked here."""
    if not change or not form.visit.may_change(form.made):
        return ""
    asked = set(form.change_form(form.visit, instance=form.made).fields) - {"version"}
    if not differing <= asked <= set(form.fields):
        return ""
    for name in set(form.fields) - asked:  # what that page does not ask, is not changed here
        form.fields[name].widget = forms.HiddenInput()
    return reverse(change, args=[form.made.plan_id, form.made.pk])


def differences(mine, theirs):
    """(label, my text, their text) of each field in which two bound forms differ."""
    return _beside(mine, theirs, set(mine.fields) - {"version", "id"})


def _beside(mine, theirs, names):
    for name, field in mine.fields.items():
        if name not in names:
            continue
        left, right = _shown(mine[name]), _shown(theirs[name])
        if left != right:
            yield field.label, left or _("(leeg)"), right or _("(leeg)")


def _shown(bound):
    """What stands in this field, in words: labels for choices, text for the rest."""
    value = bound.value()
    if hasattr(bound.field, "in_words"):
        return bound.field.in_words(value)
    if isinstance(bound.field, forms.FileField):
        value = bound.data or value
    if isinstance(bound.field, forms.TimeField):
        value = bound.field.widget.format_value(value)
    choices = dict(_flat(getattr(bound.field, "choices", ())))
    if isinstance(value, list | tuple):
        return ", ".join(choices.get(str(getattr(one, "pk", one)), str(one)) for one in value)
    return choices.get(str(value), str(value if value is not None else ""))


def _flat(choices):
    """(value, label) of all choices, those in groups too."""
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(key), str(label)
