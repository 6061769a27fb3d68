from cProfile import Profile
from datetime import date, timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline import layout
from timeline.layout.scale import Scale, scale_of, ticks
from timeline.models import STRANDS

TODAY = date(2026, 11, 21)
days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
words = st.text(max_size=140)


@st.composite
def spots(draw):
    made = []
    for number in range(draw(st.integers(0, 24))):
        first = draw(days)
        last = draw(st.none() | st.integers(0, 9000).map(lambda n, f=first: f + timedelta(days=n)))
        made.append(
            layout.Spot(
                id=str(number),
                strand=draw(st.sampled_from(STRANDS)),
                first=first,
                last=last,
                about=draw(st.booleans()),
                period=last is None or draw(st.booleans()),
                title=draw(words),
                subtitle=draw(words),
                note=draw(words),
                tellings=draw(st.integers(1, 4)),
                soft_first=draw(st.booleans()),
                soft_last=draw(st.booleans()),
            )
        )
    return sorted(made, key=lambda spot: spot.first)


def apart(one, other):
    return (
        one.x + one.width < other.x
        or other.x + other.width < one.x
        or one.y + one.height < other.y
        or other.y + other.height < one.y
    )


@settings(max_examples=40, deadline=None)
@given(spots(), st.sampled_from([1, 2, 4, 16]))
def test_no_card_overlaps_another_and_nothing_leaves_its_lane(given_spots, times):
    picture = layout.draw(given_spots, STRANDS, TODAY, layout.WIDTH * times)
    assert layout.draw(given_spots, STRANDS, TODAY, layout.WIDTH * times) == picture
    for lane, below in zip(picture.lanes, [*picture.lanes[1:], None], strict=True):
        end = lane.y + lane.height
        assert end < (below.y if below else picture.height)
        assert all(apart(one, other) for one, other in combinations(lane.cards, 2))
        assert [card.spot for card in lane.cards] == [
            spot for spot in given_spots if spot.strand == lane.strand
        ]
        for card in lane.cards:
            assert card.x >= 0
            assert card.x + card.width + layout.FAN <= picture.width
            assert lane.y < card.mark.y < card.y < card.y + card.height < end
            lines = card.title + card.subtitle
            assert all(card.y < y < card.y + card.height for _, y in lines)
            bold = [layout.text_width(text, layout.TITLE, bold=True) for text, _ in card.title]
            plain = [layout.text_width(text, layout.SMALL) for text, _ in card.subtitle]
            assert max(bold + plain) <= card.width - 2 * layout.PAD


@settings(max_examples=40, deadline=None)
@given(spots())
def test_marks_stay_inside_and_beside_each_other(given_spots):
    picture = layout.draw(given_spots, STRANDS, TODAY)
    assert 0 < picture.today_x < picture.width
    for lane in picture.lanes:
        for mark in lane.marks:
            assert mark.left >= 0
            assert mark.right <= picture.width
        for one, other in combinations(lane.marks, 2):
            same_row = one.y == other.y
            assert not same_row or one.right < other.left or other.right < one.left


@settings(max_examples=40, deadline=None)
@given(spots())
def test_time_goes_from_left_to_right(given_spots):
    points = [spot for spot in given_spots if not spot.period and not spot.about]
    scale = scale_of(given_spots, TODAY, layout.EDGE, 800)
    places = [scale.x(spot.first) for spot in points]
    assert places == sorted(places)
    ticks = [tick.x for tick in layout.draw(given_spots, STRANDS, TODAY).ticks]
    assert ticks == sorted(ticks)


@pytest.mark.parametrize(
    "title", ["x" * 10_000, "Donaudampfschifffahrtsgesellschaft " * 9, "👨‍👩‍👧" * 60]
)
def test_a_long_title_is_cut_off_with_an_ellipsis(title):
    lines = layout.wrap(title, layout.TITLE, layout.WIDEST, bold=True)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert all(layout.text_width(x, layout.TITLE, bold=True) <= layout.WIDEST for x in lines)


def test_words_are_kept_whole_where_they_fit():
    assert layout.wrap("Om de week bij papa op de bank", 15, 160, bold=True) == [
        "Om de week bij",
        "papa op de bank",
    ]


def test_an_uncertain_day_is_soft_and_an_open_end_fades():
    about = layout.Spot(
        "1", "help", date(2015, 1, 1), date(2015, 12, 31), True, False, "a", soft_first=True
    )
    going_on = layout.Spot("2", "help", date(2024, 3, 1), None, False, True, "b", "")
    sure = layout.Spot("3", "help", date(2025, 3, 1), date(2025, 3, 1), False, False, "c", "")
    marks = layout.draw([about, going_on, sure], ["help"], TODAY).lanes[0].marks
    assert marks[0].halo_width > 0
    assert marks[1].soft == "end"
    assert (marks[2].halo_width, marks[2].soft) == (0, "")


@st.composite
def windows(draw):
    first = draw(days)
    return first, first + timedelta(days=draw(st.integers(0, 20_000)))


@settings(max_examples=60, deadline=None)
@given(spots(), windows(), st.sampled_from([None, 0, 1, 3]))
def test_a_window_shows_what_touches_it_and_a_sign_stands_for_the_rest(given_spots, window, most):
    picture = layout.draw(given_spots, STRANDS, TODAY, window=window, most=most)
    assert layout.draw(given_spots, STRANDS, TODAY, window=window, most=most) == picture
    assert (picture.first, picture.last) == window
    assert (picture.today_x is not None) == (window[0] <= TODAY <= window[1])
    touching = [
        spot
        for spot in given_spots
        if spot.first <= window[1] and (spot.last or max(TODAY, spot.first)) >= window[0]
    ]
    shown = sum(len(lane.cards) + sum(c.count for c in lane.crowds) for lane in picture.lanes)
    assert shown == len(touching) == sum(len(lane.marks) for lane in picture.lanes)
    for lane in picture.lanes:
        boxes = [*lane.cards, *lane.crowds]
        assert all(apart(one, other) for one, other in combinations(boxes, 2))
        assert all(box.x >= 0 and box.x + box.width <= picture.width for box in boxes)
        assert all(lane.y < box.y and box.bottom < lane.y + lane.height for box in lane.cards)
        assert all(box.y + box.height < lane.y + lane.height for box in lane.crowds)
        assert all(mark.left >= 0 and mark.right <= picture.width for mark in lane.marks)
        assert most is None or len({card.y for card in lane.cards}) <= most
        assert all(window[0] <= c.first <= c.last <= window[1] for c in lane.crowds)


def test_a_bar_that_runs_out_of_the_window_is_not_soft_there():
    spot = layout.Spot(
        "1", "help", date(2010, 1, 1), None, False, True, "a", soft_first=True, soft_last=True
    )
    window = (date(2015, 1, 1), date(2015, 12, 31))
    [mark] = layout.draw([spot], ["help"], TODAY, window=window).lanes[0].marks
    assert (mark.soft, mark.x, mark.right) == ("", layout.EDGE, layout.WIDTH - layout.EDGE)
    [mark] = layout.draw([spot], ["help"], TODAY).lanes[0].marks
    assert mark.soft == "both"


@pytest.mark.parametrize(
    ("window", "labels"),
    [
        ((date(2015, 1, 1), date(2015, 12, 31)), ["1 2015", "2", "12"]),
        ((date(2015, 3, 1), date(2015, 3, 31)), ["1 3", "31"]),
        ((date(1990, 1, 1), date(2020, 12, 31)), ["1990"]),
    ],
)
def test_the_lines_stand_between_days_months_or_years(window, labels):
    ticks = layout.draw([], ["help"], TODAY, window=window).ticks
    assert set(labels) <= {tick.label for tick in ticks} | {"31"}
    places = [
        (tick.label_x, layout.text_width(tick.label, 14) // 2) for tick in ticks if tick.label
    ]
    assert all(x + half <= y - other for (x, half), (y, other) in zip(places, places[1:]))  # noqa: B905, RUF007


@pytest.mark.parametrize(("narrow", "named"), [(60, True), (30, True), (20, False)])
def test_a_quiet_year_keeps_its_name_beside_its_line_or_none_at_all(narrow, named):
    begins = [date(year, 1, 1).toordinal() for year in (2008, 2009, 2010, 2011)]
    scale = Scale("year", tuple(begins), (100, 100 + narrow, 300, 400))
    [first, second, third] = ticks(scale, ())
    half = layout.text_width("2009", 14) // 2
    assert (first.label_x, third.label_x) == (100, 300)
    assert second.label == ("2009" if named else "")
    if named:
        assert first.label_x + half < second.label_x - half <= second.x <= second.label_x


@settings(max_examples=40, deadline=None)
@given(spots(), st.none() | windows())
def test_no_two_names_of_years_or_months_touch_and_each_stands_inside(given_spots, window):
    picture = layout.draw(given_spots, STRANDS, TODAY, window=window)
    boxes = [
        (tick.label_x - half, tick.label_x + half)
        for tick in picture.ticks
        if (half := layout.text_width(tick.label, 14) // 2)
    ]
    assert all(right < left for (_, right), (left, _) in pairwise(boxes))
    assert all(right <= picture.width for _left, right in boxes)


@settings(max_examples=60, deadline=None)
@given(spots(), st.none() | windows(), st.sampled_from([None, 1, 3]))
def test_from_top_to_bottom_nothing_overlaps_and_time_goes_down(given_spots, window, most):
    picture = layout.upright(given_spots, STRANDS, TODAY, window=window, most=most)
    assert layout.upright(given_spots, STRANDS, TODAY, window=window, most=most) == picture
    boxes = sorted([*picture.entries, *picture.crowds], key=lambda box: box.y)
    for one, other in pairwise(boxes):
        assert one.y + one.height + (layout.FAN if one in picture.entries else 0) <= other.y
    assert all(picture.cards_x <= box.x for box in boxes)
    assert all(box.x + box.width + layout.FAN <= picture.width for box in boxes)
    assert all(box.y + box.height <= picture.height for box in boxes)
    ids = [int(entry.spot.id) for entry in sorted(picture.entries, key=lambda one: one.y)]
    firsts = [next(s for s in given_spots if s.id == str(number)).first for number in ids]
    if window is None:
        assert firsts == sorted(firsts)
    headings = [tick.x for tick in picture.headings]
    assert headings == sorted(headings)
    touching = [
        spot
        for spot in given_spots
        if window is None
        or (spot.first <= window[1] and (spot.last or max(TODAY, spot.first)) >= window[0])
    ]
    assert len(picture.entries) + sum(c.count for c in picture.crowds) == len(touching)
    for entry in picture.entries:
        inside = [layout.text_width(words, layout.TITLE, bold=True) for words, _y in entry.title]
        inside += [layout.text_width(words, layout.SMALL) for words, _y in entry.subtitle]
        assert max(inside) <= entry.width - 2 * layout.PAD
        assert all(entry.y < y < entry.bottom for _words, y in entry.title + entry.subtitle)
        assert entry.mark_y + entry.mark_height <= picture.height


@settings(max_examples=60, deadline=None)
@given(spots())
def test_bars_from_top_to_bottom_stand_beside_each_other(given_spots):
    picture = layout.upright(given_spots, STRANDS, TODAY)
    for strand in STRANDS:
        found = [e for e in picture.entries if e.spot.strand == strand and e.mark_x is not None]
        for one, other in combinations(found, 2):
            if one.mark_x == other.mark_x:
                first, later = sorted((one, other), key=lambda entry: entry.mark_y)
                assert first.mark_y + first.mark_height < later.mark_y
    if picture.columns:
        ends = [column.left + column.width for column in picture.columns]
        assert max(ends) <= picture.cards_x


def many(count):
    """Moments over forty years, the same every time."""
    made = []
    for number in range(count):
        first = date(1985, 1, 1) + timedelta(days=number * 7919 % 15_000)
        length = number * 31 % 2000 if number % 3 == 0 else number % 2 * 30
        last, title = first + timedelta(days=length), f"De dag van de verhuizing, deel {number}"
        strand = STRANDS[number % 4]
        made.append(
            layout.Spot(str(number), strand, first, last, number % 5 == 0, number % 3 == 0, title)
        )
    return sorted(made, key=lambda spot: spot.first)


def test_five_thousand_moments_take_little_more_than_ten_times_five_hundred():
    """Counted in calls, which a busy machine does not change."""
    calls = []
    for spots_given in (many(500), many(5000)):
        profile = Profile()
        profile.runcall(layout.draw, spots_given, STRANDS, TODAY, most=4)
        calls.append(sum(entry.callcount for entry in profile.getstats()))
    assert calls[1] <= 12 * calls[0]
