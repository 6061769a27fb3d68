"""The API's addresses, without trailing slash. Every room brings its own under its plan."""

from django.urls import URLPattern, include, path, re_path
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.permissions import IsAuthenticated

from groeiplan import api, api_journal
from groeiplan.tools import installed_rooms


def _versioned(pattern):
    """A room's pattern, its view answering with the API's version."""
    if not isinstance(pattern, URLPattern):
        raise TypeError("a room's api() is a flat list of path(…)")
    pattern.callback = api.versioned(pattern.callback)
    return pattern


rooms = [_versioned(pattern) for room in installed_rooms() for pattern in room.api()]
schema = SpectacularJSONAPIView.as_view(permission_classes=[IsAuthenticated])

urlpatterns = [
    path("openapi.json", api.versioned(schema), name="api_schema"),
    path("plans", api.versioned(api.plans), name="api_plans"),
    path("plans/<uuid:plan>", api.versioned(api.plan), name="api_plan"),
    path("plans/<uuid:plan>/people", api.versioned(api.people), name="api_people"),
    path("plans/<uuid:plan>/journal", api.versioned(api_journal.journal), name="api_journal"),
    path("plans/<uuid:plan>/", include(rooms)),
    re_path("", api.versioned(api.unknown), name="api_unknown"),
]
