"""All addresses. Rooms stand at plans/<plan>/<slug>/ because they are installed."""

from django.contrib import admin
from django.urls import include, path, re_path

from groeiplan import api
from groeiplan.tools import installed_rooms
from groeiplan.views import (
    account,
    home,
    invitations,
    live,
    log_in,
    plan,
    post,
    promises,
    taking_along,
)

handler400 = "groeiplan.views.bad_request.bad_request"

admin.site.site_header = admin.site.site_title = "Groeiplan"

rooms = [
    path(f"{room.slug}/", include((f"{room.name}.urls", room.name)))
    for room in installed_rooms()
    if room.slug
]

in_plan = [
    path("", plan.plan, name="plan"),
    path("veranderd/", plan.news, name="news"),
    path("papier-kiezen/", plan.paper_choice, name="paper_choice"),
    path("op-papier/", plan.paper, name="paper"),
    path("alles-mee/", taking_along.first, name="taking_along_first"),
    path("meenemen/", taking_along.words, name="taking_along"),
    path("meenemen/alles.zip", taking_along.everything, name="taking_along_all"),
    path("", include("groeiplan.content_urls")),
    path("", include("groeiplan.people_urls")),
    path("", include("groeiplan.invitation_urls")),
    path("", include("groeiplan.own_urls")),
    path("live/<slug:tool>/", live.live, name="live"),
    path("live/<slug:tool>/<slug:part>/", live.live, name="live"),
    *rooms,
]

urlpatterns = [
    path("", home.home, name="home"),
    path("hulp/", home.help_page, name="help"),
    path("belofte/", promises.promises, name="promises"),
    path("plans/", home.plans, name="plans"),
    path("plans/nieuw/", home.start, name="start"),
    path("plans/<uuid:plan>/", include(in_plan)),
    path("uitnodiging/<str:token>/", invitations.invitation, name="invitation"),
    path("accounts/opheffen/", account.end_account, name="account_end"),
    path("accounts/nog-ingelogd/<uuid:user>/", log_in.still, name="still_logged_in"),
    path("accounts/weer-ingelogd/", log_in.again, name="log_in_again"),
    path("accounts/", include("allauth.account.urls")),
    path("api/v1/", include("groeiplan.api_urls")),
    re_path("^api/", api.versioned(api.unknown)),
    path("beheer/", admin.site.urls),
    path("alive/", home.alive, name="alive"),
    path("demo/post/", post.post, name="post"),
]
