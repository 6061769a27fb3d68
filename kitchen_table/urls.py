from django.urls import path

from kitchen_table.views import cards, earlier, flow, said, table

urlpatterns = [
    path("", table.index, name="index"),
    path("kaarten/", table.pick, name="pick"),
    path("leg-neer/", table.lay, name="lay"),
    path("ronde/", flow.around, name="around"),
    path("uitdaging/", flow.challenge, name="challenge"),
    path("besluit/", flow.decisions, name="decisions"),
    path("bewaar/", earlier.keep, name="keep"),
    path("eerder/", earlier.index, name="earlier"),
    path("eerder/<uuid:snapshot>/", earlier.compared, name="compared"),
    path("eerder/<uuid:snapshot>/weg/", earlier.remove, name="snapshot_remove"),
    path("eerder/<uuid:snapshot>/terug/", earlier.undo, name="snapshot_undo"),
    path("kaart/<uuid:card>/", cards.card, name="card"),
    path("kaart/<uuid:card>/plek/", cards.move, name="move"),
    path("kaart/<uuid:card>/anders/", cards.change, name="change"),
    path("kaart/<uuid:card>/weg/", cards.remove, name="remove"),
    path("kaart/<uuid:card>/terug/", cards.undo, name="undo"),
    path("kaart/<uuid:card>/vertel/<slug:question>/", said.answer, name="answer"),
    path("kaart/<uuid:card>/klopt/", said.check, name="check"),
    path("kaart/<uuid:card>/besluit/", said.decide, name="decide"),
    path("antwoord/<uuid:answer>/", said.change_answer, name="answer_change"),
    path("antwoord/<uuid:answer>/weg/", said.remove_answer, name="answer_remove"),
    path("antwoord/<uuid:answer>/terug/", said.undo_answer, name="answer_undo"),
    path("besluit/<uuid:decision>/weg/", said.remove_decision, name="decision_remove"),
    path("besluit/<uuid:decision>/terug/", said.undo_decision, name="decision_undo"),
]
