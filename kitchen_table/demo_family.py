"""The demo families' cards, from their data files, laid through the same actions people use."""

from datetime import timedelta

from groeiplan import demo
from kitchen_table import actions, deck
from kitchen_table.models import CardAnswer, CardCheck, CardDecision, RoleCard

LAID, CHECKED, DECIDED = 40, 18, 12  # days ago
ANSWERED = (33, 30, 26, 21)  # days ago: a few cards an evening


def fill(plan, people, family):
    """Lay this family's cards; nothing without a file. `people`: {key: Person}."""
    data = demo.read("kitchen_table", family)
    first = next((one for one in people.values() if one.family_since), None)
    if not data or first is None:
        return
    for number, told in enumerate(data.get("cards", ())):
        _card(told, people, first, timedelta(minutes=number))
    for told in data.get("snapshots", ()):
        _snapshot(told, people, first)


def _card(told, people, first, later):
    person = people[told["person"]] if "person" in told else None
    teller = people[told["said_by"]] if "said_by" in told else first
    role = deck.named(told["role"])
    titled = told.get("title", "")
    card = RoleCard(
        person=person,
        name="" if person else titled,
        role=role or "",
        own_role=(titled if person else "") or ("" if role else told["role"]),
        kind=deck.kind_of(role, person),
        place=told["place"],
        since=demo.told(told.get("since")),
        next_visit=demo.day(told.get("next_visit")),
        last_contact=demo.day(told.get("last_contact")),
        hidden_on_screen=told.get("hidden", False),
        told_by=teller,
    )
    family = teller if teller.family_since else first
    card = actions.lay(card, by=family)
    demo.dated(card, demo.evening(LAID) + later)
    _answers(told, card, person, family, later)
    if "clear" in told:
        says = CardCheck.Says.YES if told["clear"] else CardCheck.Says.NO
        check = actions.say(CardCheck(card=card, says=says, told_by=family), by=family)
        demo.dated(check, demo.evening(CHECKED) + later)
    if "decision" in told:
        row = CardDecision(card=card, outcome=told["decision"], told_by=family)
        row.reason = told.get("decision_reason", "")
        demo.dated(actions.say(row, by=family), demo.evening(DECIDED) + later)


def _answers(told, card, person, family, later):
    """Answers are the words of whose card it is; the family wrote them down at its table."""
    evening = demo.evening(ANSWERED[card.seat % len(ANSWERED)])
    keys = list(deck.QUESTIONS[card.kind])
    for answer in told.get("answers", ()):
        question = keys[answer["question"] - 1]
        row = CardAnswer(
            card=card, question=question, text=answer["text"], told_by=person or family
        )
        demo.dated(actions.say(row, by=family), evening + later)


def _snapshot(told, people, first):
    known = {person.name.split()[0]: person for person in people.values()}
    known |= {person.name: person for person in people.values()}
    cards = []
    for entry in told["cards"]:
        role, name = deck.named(entry["role"]) or "", entry["name"]
        person = known.get(name) or known.get(name.split()[-1])  # "oma Riet" is Riet
        cards.append(
            {
                "card": None,
                "person": str(person.pk) if person else None,
                "name": "" if person else name,
                "role": role,
                "own_role": "" if role else entry["role"],
                "kind": deck.kind_of(role, person),
                "place": entry["place"],
            }
        )
    on, note = demo.day(told["on"]), told.get("note", "")
    kept = actions.keep_entries(cards, by=first, on=on, note=note)
    demo.dated(kept, demo.moment(told["on"], "20:30"))
