"""Whom a telling is meant for: the family reads the names, a guest only that there are others."""

import json

import pytest
from django.urls import reverse

from tests.cast import visit
from tests.timeline.telling import moment
from timeline import hooks

pytestmark = pytest.mark.django_db


def test_a_guest_reads_no_names_of_the_other_readers(cast, client):
    people = [cast.ilse, cast.bakker]
    telling = moment(cast.sanne, "Verhuisd", part="help", audience="readers", readers=people)
    address = reverse("timeline:moment", args=[cast.plan.pk, telling.moment_id])
    for person, named in ((cast.ilse, False), (cast.sanne, True)):
        client.force_login(person.user)
        page = client.get(address).content.decode().split("<main")[1]
        assert ("jou en anderen die het gezin koos" in page) is not named
        assert ("dr. Bakker" in page) is named
        taken_along = json.dumps(hooks.export(visit(person)))
        assert "Verhuisd" in taken_along and ("dr. Bakker" in taken_along) is named
