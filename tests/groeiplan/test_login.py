"""The way in: in the order in which people fill it in."""

import re

from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.urls import reverse


def test_the_keyboard_meets_address_password_button_and_only_then_the_way_out(client, db):
    page = client.get(reverse("account_login")).content.decode()
    form = page.split("<form", 1)[1].split("</form>")[0]
    reached = re.findall(r'<(?:input(?![^>]*type="hidden")|button|a)\b[^>]*>', form)
    assert [re.search(r'name="(\w+)"|href="([^"]+)"|(button)', one)[0] for one in reached] == [
        'name="login"',
        'name="password"',
        "button",
        f'href="{reverse("account_reset_password")}"',
    ]
    assert "tabindex" not in form
    described = re.search(r'name="password"[^>]*aria-describedby="(\w+)"', form)
    assert described is None or f'id="{described[1]}"' in form


def test_a_wrong_password_is_said_at_the_form_and_the_address_stays(cast, client):
    sent = {"login": "sanne@example.test", "password": "fout wachtwoord"}
    page = client.post(reverse("account_login"), sent).content.decode()
    assert "Dit klopt niet." in page
    assert 'value="sanne@example.test"' in page
    assert "fout wachtwoord" not in page
    page = client.post(reverse("account_login"), sent | {"password": ""}).content.decode()
    assert 'id="id_password_error"' in page


def test_a_manager_reads_that_it_sees_no_plans(cast, client):
    client.force_login(cast.superuser)
    page = client.get(reverse("home"), follow=True).content.decode()
    assert "Een beheerder ziet geen plannen" in page
    assert reverse("start") not in page
    client.force_login(cast.stranger)
    page = client.get(reverse("home"), follow=True).content.decode()
    assert "beheerder" not in page
    assert reverse("start") in page


def test_a_wrong_code_says_what_to_do_and_a_new_one_can_be_had(client, db, mailoutbox):
    sent = {"email": "fatma@example.test", "password1": "drie gewone woorden"}
    answer = client.post(reverse("account_signup"), sent, follow=True)
    here = answer.request["PATH_INFO"]
    assert "Stuur een nieuwe code" in answer.content.decode()
    wrong = client.post(here, {"code": "ZZZZZZ"}).content.decode()
    assert "Kijk of je hem goed overtypte, of vraag een nieuwe." in wrong
    assert "Stuur een nieuwe code" in wrong
    too_soon = client.post(here, {"action": "resend"}, follow=True).content.decode()
    assert "Wacht een halve minuut" in too_soon and len(mailoutbox) == 1
    cache.clear()  # some seconds later
    client.post(here, {"action": "resend"})
    first, newest = (mail.body for mail in mailoutbox)
    code = re.search(r"^\s*([A-Z0-9-]{6,9})\s*$", newest, re.M)[1]
    assert code not in first
    assert client.post(here, {"code": code}).status_code == 302
    assert EmailAddress.objects.get(email="fatma@example.test").verified
