"""What every page's frame needs: where one is, where one can go, the way out."""

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from groeiplan.actions.private_time import may_decide
from groeiplan.dates import day_of, say_until
from groeiplan.models import Plan
from groeiplan.tools import installed_rooms


def frame(request):
    """Context processor; see base.html for what it is used for."""
    visit = getattr(request, "visit", None)
    return {
        "visit": visit,
        "nav": _nav(request, visit) if visit else [],
        "alone": _alone(visit),
        "quick_exit_url": settings.QUICK_EXIT_URL,
        "theme_css": settings.THEME_CSS,
        "debug": settings.DEBUG,
    }


def room_url(word, plan, *row):
    """The address that an installed room offers for this word (and one row's id), or ""."""
    for room in installed_rooms():
        if word in room.links:
            return reverse(room.links[word], args=[plan.pk, *row])
    return ""


def _alone(visit):
    """What the family reads on every page while its door is shut, and may do about it; None when
    it is open, and for everybody else."""
    if visit is None or visit.look or not visit.is_family or not visit.plan.is_private(visit.now):
        return None
    return {
        "without_help": visit.plan.private_for == Plan.Private.WITHOUT_HELP,
        "until": shut_until(visit.plan, visit.now),
        "may_open": may_decide(visit.person, visit.now),
    }


def shut_until(plan, now):
    """Until when the family's door is shut: "tot 22.00 uur", with the day if not today."""
    end, today = plan.private_until, day_of(now)
    if day_of(end) == today:
        return _("tot %(time)s uur") % {"time": f"{localtime(end):%H.%M}"}
    return say_until(end, today)


def _nav(request, visit):
    return [
        {
            "url": url,
            "title": room.title,
            "icon": room.icon,
            "current": _stands_in(request.path, url, room),
            "on_phone": True,
        }
        for room in installed_rooms()
        if _has_something(room, visit) and (url := _index(room, visit.plan))
    ]


def _has_something(room, visit):
    """Guests see only the doors that open; the family sees its whole house."""
    return room.name == "groeiplan" or visit.is_family or visit.opens(room.name)


def _index(room, plan):
    try:
        return reverse(f"{room.name}:index" if room.slug else "plan", args=[plan.pk])
    except NoReverseMatch:
        return ""


def _stands_in(path, url, room):
    return path.startswith(url) if room.slug else path == url or not _in_a_room(path)


def _in_a_room(path):
    return any(room.slug and f"/{room.slug}/" in path for room in installed_rooms())
