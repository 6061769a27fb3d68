import pytest

from kitchen_table import actions, deck
from kitchen_table.models import RoleCard


@pytest.fixture
def lay(cast):
    """Lays a card for the family of the cast: lay("gp", "far", person=cast.bakker)."""

    def laid(role, place="table", by=None, **values):
        values.setdefault("kind", deck.kind_of(role, values.get("person")))
        about, readers = values.pop("about", ()), values.pop("readers", ())
        card = RoleCard(role=role, place=place, **values)
        return actions.lay(card, by=by or cast.sanne, about=about, readers=readers)

    return laid


@pytest.fixture
def enter(client):
    """Logs a person in and gives the client."""

    def entered(person):
        client.force_login(getattr(person, "user", person))
        return client

    return entered
