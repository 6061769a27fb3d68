from django.urls import path

from consent.views import answering, asking, birthdays, court, giving, records, rules, sharing

urlpatterns = [
    path("", sharing.index, name="index"),
    path("geven/", sharing.choose, name="choose"),
    path("geven/<uuid:person>/", giving.give, name="give"),
    path("geven/<uuid:person>/<uuid:draft>/", giving.give_form, name="give_form"),
    path("klopt-dit/<uuid:draft>/", giving.summary, name="summary"),
    path("stoppen/<uuid:person>/", records.stop, name="stop"),
    path("verjaardag/<uuid:person>/", birthdays.birthday, name="birthday"),
    path("papier/", records.blank, name="blank"),
    path("<uuid:consent>/", records.consent, name="consent"),
    path("<uuid:consent>/veranderen/", giving.change, name="change"),
    path("<uuid:consent>/veranderen/<uuid:draft>/", giving.change_form, name="change_form"),
    path("<uuid:consent>/stoppen/", records.withdraw, name="withdraw"),
    path("<uuid:consent>/papier/", records.paper, name="paper"),
    path("vragen/<uuid:giver>/", asking.ask, name="ask"),
    path("vragen/<uuid:giver>/rechter/", court.court, name="court"),
    path("besluit/<uuid:giver>/", court.decision, name="decision"),
    path("vragen/<uuid:giver>/wie-is-dit/", asking.reveal, name="reveal"),
    path("antwoord/<uuid:giver>/", answering.answer, name="answer"),
    path("antwoord/<uuid:giver>/stoppen/", answering.take_back, name="take_back"),
    path("opschrijven/<uuid:giver>/", answering.note, name="note"),
    path("beslissen/<uuid:person>/", rules.rules, name="rules"),
    path("beslissen/tot/<uuid:rule>/", rules.end, name="rule_end"),
    path("beslissen/klopt/<uuid:rule>/", rules.answer, name="rule_answer"),
]
