"""What every answer passes through."""

import logging

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.views.defaults import page_not_found, permission_denied

from groeiplan import journal
from groeiplan.models import Entry
from groeiplan.views import log_in

logger = logging.getLogger(__name__)
SHOWS_NOTHING = (403, 404, 405, 416)  # a form given back (422, 409) shows what others wrote


class OneStack:
    """Every page in one piece of Python's stack. CPython keeps its frames in chunks of 16 kB, and
    gives a chunk back to the system as soon as the call that needed it returns. A template whose
    loops nest to just that border takes and gives one back thousands of times a page, which was a
    third of the timeline's time. A frame that asks for much gets a chunk with room for the rest."""

    SLOTS = 70_000  # of 8 bytes: a chunk of 1 MiB, of which only what is used becomes real memory

    def __init__(self, get_response):
        def roomy(request):
            return get_response(request)

        roomy.__code__ = roomy.__code__.replace(co_stacksize=self.SLOTS)
        self.answer = roomy

    def __call__(self, request):
        return self.answer(request)


class Headers:
    """Headers on every answer, errors included: no camera, no cache for pages, no embedding."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault(
            "Permissions-Policy",
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store, private")
        if _logged_out(request):
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


def _logged_out(request):
    """A shared device keeps nothing after log-out, nor when the account was ended, and "back"
    shows no page (T21)."""
    found = request.resolver_match
    if request.method != "POST" or found is None:
        return False
    if found.view_name == "account_end":
        return not request.user.is_authenticated
    return found.view_name == "account_logout"


class LoggedIn(LoginRequiredMiddleware):
    """Whoever is not logged in comes to the log-in page. Who sent words reads first where these
    still are: on the way to another page they would be lost."""

    def handle_no_permission(self, request, view_func):
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        return log_in.ended(request)


class OwnAnswers:
    """The house's own 403 and 404, the same in the demo as in production: who should not get in
    meets a plain Dutch page, not a developer's list of addresses."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 404 and request.resolver_match is None:
            return page_not_found(request, Http404())
        return response

    def process_exception(self, request, exception):
        """Answer a closed door; anything else is an error and goes its own way."""
        if isinstance(exception, Http404):
            return page_not_found(request, exception)
        if isinstance(exception, PermissionDenied):
            return permission_denied(request, exception)
        return None


class GZipPages(GZipMiddleware):
    """Compressed pages, never streams: a live line must not wait for a full buffer."""

    def process_response(self, request, response):
        if response.streaming:
            return response
        return super().process_response(request, response)


def _nothing_shown(request):
    if request.path.startswith("/api/"):
        return JsonResponse(
            {"type": "about:blank", "title": "Internal Server Error", "status": 500},
            status=500,
            content_type="application/problem+json",
        )
    return render(request, "500.html", status=500)


def _shows_nothing(response):
    return response.status_code in SHOWS_NOTHING or response.status_code >= 500


def _done(request, visit):
    """What a guest did: who asks for the headers alone (HEAD) printed nothing and took nothing."""
    return Entry.Act.READ if request.method == "HEAD" else visit.act


class Guestbook:
    """A guest's answer is made, its one entry written, and only then sent. No entry, no answer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        visit = getattr(request, "visit", None)
        if visit is None or visit.is_family or not visit.read or _shows_nothing(response):
            return response
        if visit.by:  # one of the family, looking as this guest: the guest was not here
            return response
        if 300 <= response.status_code < 400 and request.method == "POST":
            return response  # the change itself was noted by its action; nothing was shown
        try:
            journal.write(
                visit.plan.pk,
                _done(request, visit),
                who=visit.person,
                chapters=visit.read,
                consents=visit.consents,
            )
        except Exception:
            logger.exception("a guest's visit could not be written down, so nothing was shown")
            response.close()
            return _nothing_shown(request)
        return response
