"""Back, on the way to a yes: every page is found again, and no form has to be sent again."""

import pytest


@pytest.mark.parametrize("width", [360, 1280])
def test_back_and_reload_find_what_was_filled_in(window, width):
    page = window("sanne", width=width)
    page.goto("/")
    plan = "/".join(page.locator("a[href*='/plans/']").first.get_attribute("href").split("/")[:3])
    page.goto(f"{plan}/delen/geven/")
    page.locator("main a[href*='/geven/']", has_text="Bakker").click()
    page.wait_for_url("**/geven/*/*/")
    page.fill("[name=purpose]", "Meedenken over slapen")
    _send(page)
    assert page.locator("[data-errors]").count(), "nothing was chosen yet"
    page.reload()
    assert page.input_value("[name=purpose]") == "Meedenken over slapen"
    page.check("[name=look][value='groeiplan.goals']")
    _send(page)
    page.wait_for_url("**/klopt-dit/*/")
    for step in range(2):  # the form as it was sent last, and as it was opened
        page.go_back()
        if step:  # here the browser puts back what stood there before; the house knows better
            page.reload()
        assert page.input_value("[name=purpose]") == "Meedenken over slapen"
        assert page.is_checked("[name=look][value='groeiplan.goals']")
    page.go_forward()
    page.go_forward()
    assert "Klopt dit?" in page.locator("h1").inner_text()
    page.reload()
    page.click("main button[name=draft]")
    page.wait_for_selector(".looking")
    page.click(".looking button")
    page.wait_for_url("**/klopt-dit/*/")
    page.click("main button[name=yes]")
    page.wait_for_selector("text=Wat we willen delen")
    page.go_back()
    assert "Dit staat er al" in page.locator("h1").inner_text()
    page.click("main a.primary")
    page.click("main a.danger")
    page.click("dialog[open] button.danger")
    page.wait_for_url("**/delen/")


def _send(page):
    with page.expect_navigation():
        page.click("main form button.primary")
