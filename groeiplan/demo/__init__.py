"""Demo families: where their data files stand and how to read them. Content is data, not code."""

import re
import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path

from django.apps import apps
from django.utils.timezone import localdate, make_aware
from django.utils.timezone import now as clock

FAMILIES = ("de_jong", "yilmaz", "van_der_meer")
PASSWORD = "aan-de-keukentafel"  # noqa: S105  # nosec B105: of people who do not exist
_RELATIVE = re.compile(r"today([+-]\d+)?( \d+ years ago)?")


def read(app, family):
    """A room's data for this demo family as plain dicts; {} when it has none."""
    file = Path(apps.get_app_config(app).path) / "demo" / f"{family}.toml"
    return tomllib.loads(file.read_text()) if file.exists() else {}


def told(value):
    """Date text of a data file as EDTF text: "today-12" counts from the day the demo is made, and
    "today+40 16 years ago" is when somebody was born who turns sixteen in forty days."""
    found = _RELATIVE.fullmatch(value or "")
    if found is None:
        return value or ""
    there = localdate() + timedelta(days=int(found[1] or 0))
    years = int((found[2] or " 0").split()[0])
    if (there.month, there.day) == (2, 29):
        there -= timedelta(days=1)  # that many years ago there may have been none
    return there.replace(year=there.year - years).isoformat()


def day(value):
    """The same for an exact day, as a date; None for none."""
    return date.fromisoformat(told(value)) if value else None


def moment(value, at="12:00"):
    """The same with a time, as an aware datetime; None for none."""
    return make_aware(datetime.fromisoformat(f"{told(value)}T{at}")) if value else None


def evening(days):
    """Half past seven in the evening, so many days ago."""
    return moment(f"today-{days}", "19:30")


def dated(row, at, changed=None):
    """Say that this row was written at that moment and last changed then (or at `changed`), so
    that a demo plan reads as if it had grown. Never later than now."""
    now = clock()
    days = {"created": min(at, now), "changed": min(changed or at, now)}
    type(row).objects.filter(pk=row.pk).update(**days)
