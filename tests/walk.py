"""Every address of the house, filled with real rows: what the sweeps walk along."""

import re
from uuid import uuid4

from django.apps import apps
from django.urls import URLPattern, get_resolver

from groeiplan.models import ChapterItem

# In its own room a card is a card: the address leaves out the first word of the model's name.
SHORT = {
    "card": "rolecard",
    "answer": "cardanswer",
    "decision": "carddecision",
    "rule": "decisionrule",
    "question": "whyquestion",
    "row": "story",
}
# The address for the own rows of every model is walked with a story; tests/groeiplan/test_own.py
# walks it with each of them.
ANY_MODEL = "story"
ANY_STRAND = "help"  # of the four lines; a guest of the demo family may write on it
KWARG = re.compile(r"<(?:(\w+):)?(\w+)>")


def routes():
    """All routes as text, `plans/<uuid:plan>/tijdlijn/` and so on, each once."""
    return sorted(set(_routes(get_resolver().url_patterns, "")))


def plan_routes():
    """The routes inside a plan."""
    return [route for route in routes() if "<uuid:plan>" in route]


def fill(route, plan_id, rows=None):
    """The address of a route; `rows` maps a kwarg to an id, a missing one becomes unknown."""
    given = {"plan": plan_id, "model": ANY_MODEL, "strand": ANY_STRAND}
    rows = {**given, **(rows or {})}
    return "/" + KWARG.sub(lambda found: str(rows.get(found[2]) or uuid4()), route)


def items():
    """All models whose rows stand in chapters."""
    return [model for model in apps.get_models() if issubclass(model, ChapterItem)]


def models_by_kwarg():
    """{"moment": Moment, …}: every model of the house, by the name its address kwarg has."""
    ours = {config.label for config in apps.get_app_configs() if _is_ours(config)}
    models = {m._meta.model_name: m for m in apps.get_models() if m._meta.app_label in ours}
    return models | {short: models[name] for short, name in SHORT.items()}


def kwargs_of(route):
    """The names of a route's kwargs other than the plan."""
    return [found[1] for found in KWARG.findall(route) if found[1] != "plan"]


def _is_ours(config):
    return (config.module.__file__ or "").find("site-packages") < 0


def _routes(patterns, prefix):
    for pattern in patterns:
        route = prefix + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLPattern):
            if not route.startswith(("beheer/", "static/")):
                yield route.removesuffix("\\Z").removesuffix("$")
        else:
            yield from _routes(pattern.url_patterns, route)
