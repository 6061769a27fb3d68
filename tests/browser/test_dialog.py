"""Stopping is one tap and one confirmation: both answers and the way out stand there, apart."""

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize(("width", "height"), [(360, 640), (360, 800), (640, 400), (1280, 800)])
def test_both_answers_stand_clear_of_the_exit(window, width, height):
    page = window("sanne", width=width)
    page.set_viewport_size({"width": width, "height": height})
    page.goto("/")
    plan = "/".join(page.locator("a[href*='/plans/']").first.get_attribute("href").split("/")[:3])
    page.goto(f"{plan}/delen/")
    page.locator("main a[data-dialog]", has_text="Stoppen met delen").first.click()
    page.wait_for_selector("dialog[open]")
    leave = page.locator("dialog .exit").bounding_box()
    for answer in page.locator("dialog .actions > *").all():
        box = answer.bounding_box()
        assert box["y"] + box["height"] <= height, "it stands in view"
        assert leave["y"] + leave["height"] <= box["y"], "the exit does not lie over it"
    assert page.evaluate("document.activeElement.id") == "dialog-title"
    page.locator("dialog .actions > *").last.click()
    expect(page.locator("dialog")).to_have_count(0)
