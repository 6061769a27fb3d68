"""The outermost middleware: all of a page in one piece of Python's stack (decision 0025)."""

import resource

import pytest

from groeiplan.middleware import OneStack


def nest(deep, under):
    """Call `under` below so many frames."""
    return nest(deep - 1, under) if deep else under()


def turns(_request):
    """Many calls just below wherever this is."""
    return [nest(3, str) for _turn in range(3_000)]


def faults(call):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    call()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def test_what_comes_after_it_answers_and_fails_as_before():
    assert OneStack(lambda request: ("answer", request))("asked") == ("answer", "asked")
    with pytest.raises(ZeroDivisionError):
        OneStack(lambda request: 1 / request)(0)


def test_at_no_depth_does_a_loop_take_and_give_back_its_stack():
    page = OneStack(turns)
    page(None)
    assert (
        max(faults(lambda d=deep: nest(d, lambda: page(None))) for deep in range(0, 260, 2)) < 300
    )
