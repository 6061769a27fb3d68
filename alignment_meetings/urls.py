from django.urls import path

from alignment_meetings.views import agenda, agreements, meetings, own_time, points, presences

urlpatterns = [
    path("", meetings.index, name="index"),
    path("nieuw/", meetings.plan_meeting, name="plan_meeting"),
    path("<uuid:meeting>/", meetings.meeting, name="meeting"),
    path("<uuid:meeting>/aanpassen/", meetings.edit, name="edit"),
    path("<uuid:meeting>/gaat-niet-door/", meetings.call_off, name="call_off"),
    path("<uuid:meeting>/geweest/", meetings.held, name="held"),
    path("<uuid:meeting>/scherm/", agenda.screen, name="screen"),
    path("<uuid:meeting>/agenda/", agenda.add_item, name="add_item"),
    path("<uuid:meeting>/eigen-punt/", points.add_point, name="add_point"),
    path("<uuid:meeting>/afspraak/", agreements.add_agreement, name="add_agreement"),
    path("agenda/<uuid:agendaitem>/", agenda.edit_item, name="edit_item"),
    path("agenda/<uuid:agendaitem>/verplaatsen/", agenda.move_item, name="move_item"),
    path("agenda/<uuid:agendaitem>/eigen-tijd/", own_time.begin, name="own_time"),
    path("agenda/<uuid:agendaitem>/scherm/", agenda.screen_item, name="screen_item"),
    path("eigen-punten/<uuid:ownpoint>/", points.edit_point, name="edit_point"),
    path("eigen-punten/<uuid:ownpoint>/delen/", points.release_point, name="release_point"),
    path("eigen-punten/<uuid:ownpoint>/weg/", points.remove_point, name="remove_point"),
    path("eigen-punten/<uuid:ownpoint>/terug/", points.restore_point, name="restore_point"),
    path("aanwezig/<uuid:presence>/", presences.attend, name="attend"),
    path("aanwezig/<uuid:presence>/klopt/", presences.answer, name="answer"),
]
