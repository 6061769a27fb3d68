"""Who looked, and why. Stands at plans/<plan>/wie-keek/."""

from django.urls import path

from groeiplan.views import journal, why

urlpatterns = [
    path("", journal.journal, name="journal"),
    path("over-mij/", journal.journal_mine, name="journal_mine"),
    path("mee.csv", journal.journal_export, {"kind": "csv"}, name="journal_csv"),
    path("mee.json", journal.journal_export, {"kind": "json"}, name="journal_json"),
    path("<uuid:entry>/waarom/", why.why_ask, name="why_ask"),
    path("vraag/<uuid:question>/", why.why_answer, name="why_answer"),
]
