"""No card lies on another or falls off the table, however many there are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kitchen_table import layout
from kitchen_table.deck import ROLES
from kitchen_table.lettering import BOLD, length, lines

words = st.text(max_size=90)
cards = st.lists(st.tuples(st.sampled_from(layout.PLACES), words, words, st.none()), max_size=24)


def drawings(laid):
    return layout.oval(laid), layout.oval(laid, layout.MIDDLE), layout.long(laid)


def overlap(one, other, size):
    above, below = sorted((one, other), key=lambda seat: seat.y)
    return abs(one.x - other.x) < size.card_width and below.y < above.y + above.height


@settings(deadline=None, max_examples=150)
@given(cards)
def test_no_card_lies_on_another_and_all_lie_inside(laid):
    for drawing in drawings(laid):
        size = drawing.size
        assert len(drawing.seats) == len(laid)
        for number, seat in enumerate(drawing.seats):
            assert 0 <= seat.x <= size.width - size.card_width
            assert 0 <= seat.y <= drawing.height - seat.height
            assert not any(overlap(seat, other, size) for other in drawing.seats[:number])


@settings(deadline=None, max_examples=100)
@given(cards)
def test_words_stay_on_their_card(laid):
    for drawing in drawings(laid):
        size = drawing.size
        room = size.card_width - layout.TEXT_X
        for seat in drawing.seats:
            for made, letter in ((seat.name, size.name * BOLD), (seat.role, size.role)):
                for baseline, said in made:
                    assert letter * 0.7 < baseline <= seat.height - 6
                    assert length(said, letter) <= room


@pytest.mark.parametrize("place", layout.PLACES)
def test_twenty_four_cards_in_one_place_still_make_a_page(place):
    for drawing in drawings([(place, "Iemand", "buur", None)] * 24):
        assert drawing.height <= 1600


@pytest.mark.parametrize("count", [22, 23, 60, 61])
def test_more_seats_than_an_oval_holds_still_make_a_table(count):
    laid = [("table", "Johanna Wilhelmina van den Bergh", "ouder of verzorger " * 3, None)] * count
    for drawing in drawings(laid):
        for number, seat in enumerate(drawing.seats):
            assert 0 <= seat.y <= drawing.height - seat.height
            assert not any(overlap(seat, other, drawing.size) for other in drawing.seats[:number])


def test_near_lies_nearer_than_far():
    laid = [(place, "Iemand", "buur", None) for place in layout.PLACES for _ in range(4)]
    drawing = layout.oval(laid)

    def away(place):
        return sum(
            abs(seat.y + seat.height / 2 - drawing.middle_y)
            for seat in drawing.seats
            if seat.place == place
        )

    assert away("near") < away("far")


def test_left_mirrors_right():
    laid = [(place, "Iemand", "buur", None) for place in layout.PLACES for _ in range(3)]
    for drawing in (layout.oval(laid), layout.oval(laid, layout.MIDDLE)):
        spots = {(seat.x + drawing.size.card_width / 2, seat.y) for seat in drawing.seats}
        mirrored = {(drawing.size.width - x, y) for x, y in spots}
        for x, y in spots:
            assert any(abs(x - to_x) <= 2 and abs(y - to_y) <= 2 for to_x, to_y in mirrored)


def test_every_name_and_role_of_the_deck_stands_whole_on_its_card():
    long_names = ("Zoë van den Bergh-Middelkoop", "Johan de Jong", "dr. Bakker")
    laid = [("far", name, str(role.name), None) for name in long_names for role in ROLES.values()]
    for drawing in drawings(laid):
        for seat, (_place, name, role, _card) in zip(drawing.seats, laid, strict=True):
            for made, whole in ((seat.name, name), (seat.role, role)):
                said = "".join(words for _, words in made)
                assert said.replace("-", "").replace(" ", "") == whole.replace("-", "").replace(
                    " ", ""
                )


@pytest.mark.parametrize(
    ("words", "room", "made"),
    [
        ("Ilse", 100, ["Ilse"]),
        ("Fatma Aydın", 60, ["Fatma", "Aydın"]),
        ("van den Bergh-Middelkoop", 110, ["van den", "Bergh-", "Middelkoop"]),
        ("praktijkondersteuner", 130, ["praktijk-", "ondersteuner"]),
        ("jeugdverpleegkundige", 150, ["jeugdverpleeg-", "kundige"]),
        ("tijdelijkheidjes", 110, ["tijdelijk-", "heidjes"]),
        ("onderstroomgebied", 100, ["onderstroom-", "gebied"]),
        ("", 100, []),
    ],
)
def test_words_break_where_they_must_and_where_dutch_breaks(words, room, made):
    assert lines(words, room, 15, most=3) == made


def test_only_what_fits_no_card_ends_in_dots():
    cut = lines("Rechtsbijstandverzekeringsmaatschappij en zoon en dochter", 100, 16, most=2)
    assert len(cut) == 2
    assert cut[-1].endswith("…")
    assert length(cut[-1], 16) <= 100


def test_letters_are_at_least_fourteen_pixels_where_a_drawing_shows():
    """The stylesheet shows the ovals from 845 and 580 px on, the long table down to 264 px."""
    for size, least in ((layout.WIDE, 845), (layout.MIDDLE, 580), (layout.NARROW, 264)):
        assert min(size.name, size.role) * least / size.width >= 14
