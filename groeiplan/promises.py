"""What groeiplan promises about who can read what, and what it cannot promise. Each line names the
tests that hold it; a line without one, or with a test that is not there, fails the tests."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Promise:
    """One line of the page. `tests`: "tests/file.py::name" of what keeps it true. `limit`: this
    is not a promise but something groeiplan cannot prevent."""

    words: str
    tests: tuple[str, ...]
    limit: bool = False


@dataclass(frozen=True)
class Reader:
    """Somebody who might read along, and what is so for them."""

    title: str
    icon: str
    lines: tuple[Promise, ...]


READERS = (
    Reader(
        _("Jullie gezin"),
        "house",
        (
            Promise(
                _(
                    "Wie bij jullie gezin hoort, leest het hele plan. Behalve wat iemand alleen "
                    "voor zichzelf hield, of voor een paar mensen."
                ),
                (
                    "tests/groeiplan/test_access.py::"
                    "test_family_sees_all_chapters_a_guest_only_those_it_was_let_into",
                    "tests/groeiplan/test_access.py::"
                    "test_alone_means_alone_and_family_means_family",
                ),
            ),
            Promise(
                _(
                    "Wie gezag heeft maar niet bij jullie plan is uitgenodigd, leest niets. Gezag "
                    "zegt wie meebeslist over delen, niet wie mag lezen."
                ),
                ("tests/groeiplan/test_promises.py::test_authority_opens_nothing",),
            ),
            Promise(
                _(
                    "Heft iemand van jullie het eigen account op? Dan blijft jullie plan staan, "
                    "met wat diegene aan jullie vertelde."
                ),
                (
                    "tests/groeiplan/test_account.py::"
                    "test_kees_ends_his_account_and_what_he_told_stays_with_his_name",
                ),
            ),
            Promise(
                _(
                    "Kijk je als een ander? Dan zie je nooit iets wat je zelf niet mag zien, en "
                    "je kunt niets veranderen."
                ),
                (
                    "tests/groeiplan/test_look_as.py::test_one_sees_what_both_may_see",
                    "tests/groeiplan/test_look_as.py::test_it_only_looks",
                ),
            ),
        ),
    ),
    Reader(
        _("Gasten: jullie mensen en de hulp"),
        "users",
        (
            Promise(
                _(
                    "Een gast leest alleen de delen waarvoor iedereen die moet beslissen ja zei. "
                    "Tot de dag die jullie kozen."
                ),
                (
                    "tests/test_door_property.py::"
                    "test_T8_what_is_seen_is_what_the_rules_say_and_nothing_but_a_yes_widens_it",
                    "tests/test_house.py::test_T7_a_guest_meets_no_word_that_was_not_meant_for_it",
                ),
            ),
            Promise(
                _("Stoppen jullie met delen? Dan is het dicht bij de volgende klik."),
                (
                    "tests/groeiplan/test_promises.py::"
                    "test_what_is_taken_back_is_shut_at_the_next_click",
                ),
            ),
            Promise(
                _(
                    "Willen jullie even alleen zijn? Dan kan de gast er bij de volgende klik niet "
                    "meer in, en daarna vanzelf weer wel."
                ),
                (
                    "tests/groeiplan/test_private_time.py::"
                    "test_it_ends_by_itself_to_the_last_second",
                ),
            ),
            Promise(
                _(
                    "Elke keer dat een gast iets leest, staat bij “Wie heeft gekeken?”. Lukt het "
                    "opschrijven niet, dan krijgt de gast niets te zien."
                ),
                (
                    "tests/test_house.py::test_every_guests_look_stands_in_the_journal",
                    "tests/groeiplan/test_promises.py::test_no_entry_no_answer",
                ),
            ),
            Promise(
                _(
                    "Wie als gast keek, blijft daar staan met naam, rol en organisatie. Ook als "
                    "die gast weggaat en de eigen kaart leegmaakt."
                ),
                (
                    "tests/groeiplan/test_leaving.py::test_the_family_keeps_knowing_which_guest"
                    "_looked_and_the_guest_is_told_before",
                    "tests/groeiplan/test_journal.py::"
                    "test_the_name_under_which_somebody_looked_as_a_guest_is_never_erased",
                ),
            ),
            Promise(
                _("Wat een gast in jullie plan schrijft, kunnen jullie altijd lezen."),
                ("tests/groeiplan/test_promises.py::test_a_guest_writes_nothing_in_secret",),
            ),
            Promise(
                _(
                    "Wat een gast al las, printte of op een foto zette, kunnen we niet terughalen. "
                    "Wel staat er dat de gast keek of printte."
                ),
                ("tests/groeiplan/test_promises.py::test_every_print_stands_in_the_journal",),
                limit=True,
            ),
        ),
    ),
    Reader(
        _("De organisatie van een gast"),
        "building-2",
        (
            Promise(
                _(
                    "Een ja is voor één mens. Collega’s en bazen van die mens komen er niet in, "
                    "ook niet bij ziekte."
                ),
                (
                    "tests/groeiplan/test_promises.py::"
                    "test_a_colleague_of_the_same_organisation_stays_outside",
                ),
            ),
            Promise(
                _(
                    "Een organisatie kan een eigen grond hebben om te werken, uit de wet of van "
                    "de rechter. Die staat op de kaart van de gast. Hij opent hier niets."
                ),
                ("tests/groeiplan/test_ground.py::test_a_ground_opens_no_door",),
            ),
            Promise(
                _(
                    "Wat een gast onthoudt of overschrijft in het dossier van de organisatie, kan "
                    "Groeiplan niet tegenhouden. Vraag de gast wat die bewaart."
                ),
                ("tests/groeiplan/test_promises.py::test_a_guest_may_take_along_what_it_reads",),
                limit=True,
            ),
        ),
    ),
    Reader(
        _("Wie de server beheert"),
        "server",
        (
            Promise(
                _(
                    "In Groeiplan zelf opent geen beheerder jullie plan. Er is geen hoofdsleutel "
                    "en geen noodknop."
                ),
                (
                    "tests/groeiplan/test_promises.py::test_no_rank_opens_a_plan",
                    "tests/groeiplan/test_api.py::"
                    "test_the_admin_knows_accounts_and_organisations_and_no_family",
                ),
            ),
            Promise(
                _(
                    "Maar wie bij de computer zelf kan, kan de gegevens technisch lezen. Jullie "
                    "namen en teksten staan daar nog gewoon leesbaar in."
                ),
                (
                    "tests/groeiplan/test_promises.py::"
                    "test_names_and_texts_stand_readable_in_the_database",
                ),
                limit=True,
            ),
            Promise(
                _(
                    "Verandert iemand achteraf iets in “Wie heeft gekeken?”, dan valt dat op bij "
                    "de controle."
                ),
                ("tests/groeiplan/test_promises.py::test_a_changed_journal_is_seen_by_the_check",),
            ),
        ),
    ),
    Reader(
        _("Wie een reservekopie heeft"),
        "hard-drive",
        (
            Promise(
                _(
                    "Wie een reservekopie van de server heeft, kan daarin hetzelfde lezen als wie "
                    "de server beheert."
                ),
                (
                    "tests/groeiplan/test_promises.py::"
                    "test_names_and_texts_stand_readable_in_the_database",
                ),
                limit=True,
            ),
            Promise(
                _(
                    "Wat jullie weghalen, is na een dag echt weg van de server. In een oude "
                    "reservekopie kan het nog staan, zolang die bewaard wordt."
                ),
                (
                    "tests/groeiplan/test_commands.py::"
                    "test_what_was_removed_is_erased_after_a_day_with_its_older_texts",
                ),
            ),
        ),
    ),
    Reader(
        _("Alle anderen"),
        "globe",
        (
            Promise(
                _(
                    "Wie geen ja kreeg, ziet hetzelfde als bij een plan dat niet bestaat. Die kan "
                    "dus niet eens merken dat jullie hier een plan hebben."
                ),
                (
                    "tests/test_house.py::test_T1_T2_who_has_no_key_meets_the_same_answer"
                    "_as_for_a_plan_that_does_not_exist",
                ),
            ),
            Promise(
                _(
                    "Geen ander bedrijf kijkt mee. Elke bladzijde komt alleen van deze server, "
                    "zonder volgers en zonder reclame."
                ),
                ("tests/groeiplan/test_promises.py::test_a_page_asks_nothing_of_others",),
            ),
            Promise(
                _("In een mail staat niets van jullie. Er staat alleen dat er iets klaarstaat."),
                ("tests/groeiplan/test_promises.py::test_a_mail_tells_nothing_of_a_plan",),
            ),
            Promise(
                _(
                    "Na uitloggen vragen we jouw browser om niets van ons te bewaren. Wie jouw "
                    "wachtwoord weet of jouw ontgrendelde telefoon heeft, kan wel lezen wat jij "
                    "leest."
                ),
                ("tests/test_headers.py::test_T21_nothing_stays_behind_after_logging_out",),
                limit=True,
            ),
        ),
    ),
)
