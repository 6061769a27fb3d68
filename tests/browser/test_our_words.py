"""What a field still wants is said in our words, whatever language the browser speaks."""


def test_an_empty_field_asks_in_our_own_dutch(window):
    page = window("sanne", width=360)
    page.goto("/")
    plan = "/".join(page.locator("a[href*='/plans/']").first.get_attribute("href").split("/")[:3])
    page.goto(f"{plan}/afspraken/nieuw/")
    send = page.locator("main form button.primary").first
    said = "document.querySelector('main form').querySelector(':invalid').validationMessage"
    send.click()
    assert page.evaluate(said) in ("Vul dit nog in.", "Kies hier nog iets.")
    page.goto(f"{plan}/verhalen/nieuw/")
    send.click()
    kind = "document.querySelector('[name=kind]').validationMessage"
    assert page.evaluate(kind) == "Kies hier nog iets."
    page.check("[name=kind][value=worry]")  # another one than was marked
    send.click()
    text = "document.querySelector('#id_text').validationMessage"
    assert page.evaluate(text) == "Vul dit nog in."
    page.fill("#id_text", "Nu wel.")
    with page.expect_navigation():
        send.click()
    assert "Nu wel." in page.locator("main").inner_text()
