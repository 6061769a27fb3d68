"""What is mine in a plan, and leaving it. Stands at plans/<plan>/."""

from django.urls import path

from groeiplan.views import leaving, own

urlpatterns = [
    path("van-mij/", own.own, name="own"),
    path("van-mij/<slug:model>/<uuid:row>/", own.own_audience, name="own_audience"),
    path("van-mij/<slug:model>/<uuid:row>/terug/", own.own_undo, name="own_undo"),
    path("nieuw-plan-van-mij/", leaving.take_along, name="take_along"),
    path("uit-dit-plan/", leaving.leave, name="leave"),
]
