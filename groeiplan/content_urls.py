"""Addresses of what fills the heart of the plan, under plans/<plan>/."""

from django.urls import path

from groeiplan.views import agreements, dates, files, goals, other_plans, stories

urlpatterns = [
    path("verhalen/", stories.stories, name="stories"),
    path("verhalen/nieuw/", stories.story_add, name="story_add"),
    path("verhalen/<uuid:story>/", stories.story_change, name="story_change"),
    path("verhalen/<uuid:story>/weg/", stories.story_remove, name="story_remove"),
    path("verhalen/<uuid:story>/terug/", stories.story_undo, name="story_undo"),
    path("doelen/", goals.goals, name="goals"),
    path("doelen/nieuw/", goals.goal_add, name="goal_add"),
    path("doelen/<uuid:goal>/", goals.goal_change, name="goal_change"),
    path("doelen/<uuid:goal>/stand/", goals.goal_status, name="goal_status"),
    path("doelen/<uuid:goal>/plek/", goals.goal_order, name="goal_order"),
    path("doelen/<uuid:goal>/weg/", goals.goal_remove, name="goal_remove"),
    path("doelen/<uuid:goal>/terug/", goals.goal_undo, name="goal_undo"),
    path("doelen/<uuid:goal>/stappen/nieuw/", goals.step_add, name="step_add"),
    path("stappen/<uuid:step>/", goals.step_change, name="step_change"),
    path("stappen/<uuid:step>/stand/", goals.step_status, name="step_status"),
    path("stappen/<uuid:step>/plek/", goals.step_order, name="step_order"),
    path("stappen/<uuid:step>/weg/", goals.step_remove, name="step_remove"),
    path("stappen/<uuid:step>/terug/", goals.step_undo, name="step_undo"),
    path("afspraken/", agreements.agreements, name="agreements"),
    path("afspraken/nieuw/", agreements.agreement_add, name="agreement_add"),
    path("afspraken/<uuid:agreement>/", agreements.agreement_change, name="agreement_change"),
    path("afspraken/<uuid:agreement>/stand/", agreements.agreement_status, name="agreement_status"),
    path("afspraken/<uuid:agreement>/weg/", agreements.agreement_remove, name="agreement_remove"),
    path("afspraken/<uuid:agreement>/terug/", agreements.agreement_undo, name="agreement_undo"),
    path("afspraken/<uuid:agreement>/mening/", agreements.stance, name="stance"),
    path("meningen/<uuid:stance>/", agreements.stance_change, name="stance_change"),
    path("meningen/<uuid:stance>/weg/", agreements.stance_remove, name="stance_remove"),
    path("meningen/<uuid:stance>/terug/", agreements.stance_undo, name="stance_undo"),
    path("andere-plannen/", other_plans.other_plans, name="other_plans"),
    path("andere-plannen/nieuw/", other_plans.other_plan_add, name="other_plan_add"),
    path(
        "andere-plannen/<uuid:otherplan>/", other_plans.other_plan_change, name="other_plan_change"
    ),
    path(
        "andere-plannen/<uuid:otherplan>/weg/",
        other_plans.other_plan_remove,
        name="other_plan_remove",
    ),
    path(
        "andere-plannen/<uuid:otherplan>/terug/",
        other_plans.other_plan_undo,
        name="other_plan_undo",
    ),
    path("bestanden/<uuid:storedfile>/", files.file, name="file"),
    path("datum/", dates.said_back, name="date_said_back"),
]
