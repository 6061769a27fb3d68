"""The answer to what Django itself refuses: a strange Host, a form that is too long."""

from csp.middleware import CSPMiddleware
from django.http import HttpResponseBadRequest
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from django.template.loader import render_to_string

from groeiplan.middleware import Headers


def bad_request(request, exception):
    """400 in plain words. A request can be refused before any middleware has seen it; this answer
    carries their headers all the same (T22)."""
    answer = HttpResponseBadRequest(render_to_string("400.html"))

    def answered(_request):
        return answer

    for middleware in (XFrameOptionsMiddleware, CSPMiddleware, SecurityMiddleware):
        middleware(answered).process_response(request, answer)
    return Headers(answered)(request)
