"""Old texts of a row, and a day in which a change can be undone."""

from datetime import timedelta

from django.core import serializers

from groeiplan.models import Version

UNDO_FOR = timedelta(days=1)


def keep(row, *, by, at):
    """Remember what this row says now, before it changes. Call in the change's transaction."""
    values = serializers.serialize("python", [row])[0]["fields"]
    return Version.objects.create(
        plan_id=row.plan_id,
        model=row._meta.label_lower,
        row=row.pk,
        number=row.version,
        values=_plain(values),
        by=by,
        at=at,
    )


def of(row):
    """The older texts of a row its caller was allowed to see, newest first."""
    return Version.objects.filter(model=row._meta.label_lower, row=row.pk).order_by("-number")


def last(row, *, now):
    """The version that "ongedaan maken" would bring back, or None when a day has passed."""
    return of(row).filter(at__gt=now - UNDO_FOR).first()


def lately(rows, *, by, now):
    """The older texts of these rows, of one plan, that `by` left behind within a day."""
    kept = Version.objects.filter(row__in=[row.pk for row in rows], at__gt=now - UNDO_FOR, by=by)
    return kept.order_by("number")


def values_of(version, model, fields):
    """{field attribute name: value} of an old text, ready to be set on the row again."""
    found = {}
    for name in fields:
        if name in version.values:
            column = model._meta.get_field(name)
            found[column.attname] = column.to_python(version.values[name])
    return found


def _plain(values):
    return {name: _text(value) for name, value in values.items()}


def _text(value):
    if isinstance(value, list):
        return [_text(one) for one in value]
    return value if value is None or isinstance(value, bool | int | str) else str(value)
