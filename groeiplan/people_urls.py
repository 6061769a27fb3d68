"""Deelnemers, looking as one of them, time alone, and who looked. Stands at plans/<plan>/."""

from django.urls import include, path

from groeiplan.views import look_as, people, private_time

urlpatterns = [
    path("deelnemers/", people.people, name="people"),
    path("deelnemers/erbij/", people.person_add, name="person_add"),
    path("deelnemers/<uuid:person>/", people.person_change, name="person_change"),
    path("deelnemers/<uuid:person>/geboortedatum/", people.person_born, name="person_born"),
    path("deelnemers/<uuid:person>/leegmaken/", people.person_empty, name="person_empty"),
    path("deelnemers/<uuid:person>/gezag/", people.authority_add, name="authority_add"),
    path("deelnemers/<uuid:person>/gezag/klopt/", people.person_authority, name="person_authority"),
    path("deelnemers/<uuid:person>/contact/", people.contact_add, name="contact_add"),
    path("gezag/<uuid:authority>/", people.authority_end, name="authority_end"),
    path("contact/<uuid:contactdetail>/", people.contact_change, name="contact_change"),
    path("contact/<uuid:contactdetail>/weg/", people.contact_remove, name="contact_remove"),
    path("contact/<uuid:contactdetail>/terug/", people.contact_undo, name="contact_undo"),
    path("mijn-kaart/", people.my_card, name="my_card"),
    path("kijk-als/", look_as.choose, name="look_as_choose"),
    path("kijk-als/stop/", look_as.stop, name="look_as_stop"),
    path("kijk-als/<uuid:person>/", look_as.begin, name="look_as"),
    path("even-alleen/", private_time.private_time, name="private_time"),
    path("even-alleen/open/", private_time.private_time_end, name="private_time_end"),
    path("wie-keek/", include("groeiplan.journal_urls")),
]
