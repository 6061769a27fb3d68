"""The steps after laying: the round, the challenge, the decisions. None of them is compulsory."""

from django.shortcuts import render

from groeiplan.access import enter
from groeiplan.views.reading import only_shows
from groeiplan.who_sees import who_sees
from kitchen_table import seating
from kitchen_table.challenge import QUESTIONS, asked
from kitchen_table.views.table import TOOL, drawings


@only_shows
def around(request, plan):
    """All cards in the order of the round, with what was said and what is still open."""
    visit = enter(request, plan, TOOL)
    return render(request, "kitchen_table/around.html", _cards(visit, "around"))


@only_shows
def decisions(request, plan):
    """Each card with what was decided about it."""
    visit = enter(request, plan, TOOL)
    return render(request, "kitchen_table/decisions.html", _cards(visit, "decide"))


@only_shows
def challenge(request, plan):
    """One of the five questions (`?vraag=1` to 5), with what lies there to think it over."""
    visit = enter(request, plan, TOOL)
    number = request.GET.get("vraag", "1")
    number = int(number) if number in map(str, range(1, len(QUESTIONS) + 1)) else 1
    table = seating.Table(visit)
    return render(
        request,
        "kitchen_table/challenge.html",
        {
            "who": who_sees(visit, TOOL),
            "table": table,
            "step": "challenge",
            "question": asked(table, number),
            "last": len(QUESTIONS),
            **drawings(table),
        },
    )


def _cards(visit, step):
    table = seating.Table(visit)
    cards = [
        {
            "card": card,
            "said": table.said[card.pk],
            "open": seating.unanswered(card, table.said[card.pk]),
        }
        for card in table.seated
    ]
    return {"who": who_sees(visit, TOOL), "table": table, "step": step, "cards": cards}
