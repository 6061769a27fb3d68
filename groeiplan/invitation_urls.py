"""Inviting, and saying whether it is the right person; inside a plan."""

from django.urls import path

from groeiplan.views import invitations

urlpatterns = [
    path("deelnemers/<uuid:person>/uitnodigen/", invitations.invite, name="invite"),
    path("uitnodigingen/<uuid:invitation>/ja/", invitations.yes, name="invitation_yes"),
    path("uitnodigingen/<uuid:invitation>/nee/", invitations.no, name="invitation_no"),
]
