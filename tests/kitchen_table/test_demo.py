from types import SimpleNamespace

from groeiplan.demo import FAMILIES, read
from kitchen_table import deck, demo_family
from kitchen_table.models import CardDecision, RoleCard, Snapshot


def test_every_card_of_the_data_files_is_one_of_the_deck():
    for family in FAMILIES:
        for card in read("kitchen_table", family).get("cards", ()):
            assert deck.named(card["role"]), card["role"]


def test_a_demo_family_lays_its_table(cast, monkeypatch):
    file = {
        "cards": [
            {"person": "sanne", "role": "ouder / verzorger", "place": "table", "decision": "stays"},
            {
                "role": "vriend(in)",
                "place": "missing",
                "title": "Iemand voor mama",
                "said_by": "riet",
            },
        ],
        "snapshots": [
            {"on": "2026-05-03", "cards": [{"name": "Riet", "role": "opa / oma", "place": "table"}]}
        ],
    }
    monkeypatch.setattr(
        demo_family, "demo", SimpleNamespace(**{**vars(demo_family.demo), "read": lambda *_: file})
    )
    demo_family.fill(cast.plan, {"sanne": cast.sanne, "riet": cast.riet}, "de_jong")
    mother, missed = RoleCard.objects.order_by("place").reverse()
    assert (mother.title, missed.title, missed.told_by) == ("Sanne", "Iemand voor mama", cast.riet)
    assert CardDecision.objects.get().outcome == "stays"
    assert Snapshot.objects.get().on.isoformat() == "2026-05-03"
