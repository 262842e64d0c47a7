"""Addresses of self-assessment, scoring, feedback and appeals."""

from django.urls import path

from kaohe.web.scoring import appeal_views, score_views, self_views

app_name = "scoring"
_SELF, _SCORE = "rounds/<int:round_id>/self/", "rounds/<int:round_id>/scoring/"
_FEEDBACK, _APPEALS = "rounds/<int:round_id>/feedback/", "rounds/<int:round_id>/appeals/"
_BENCH = f"{_SCORE}<int:department>/"
urlpatterns = [
    path(_SELF, self_views.self_list, name="self-list"),
    path(f"{_SELF}<str:unit>/", self_views.self_page, name="self"),
    path(f"{_SELF}<str:unit>/save/", self_views.self_save, name="self-save"),
    path(f"{_SELF}<str:unit>/hand-in/", self_views.self_hand_in, name="self-hand-in"),
    path(f"{_SELF}<str:unit>/take-back/", self_views.self_take_back, name="self-take-back"),
    path(_SCORE, score_views.departments, name="departments"),
    path(_BENCH, score_views.matrix, name="matrix"),
    path(f"{_BENCH}save/", score_views.save, name="save"),
    path(f"{_BENCH}hand-in/", score_views.hand_in, name="hand-in"),
    path(f"{_BENCH}take-back/", score_views.take_back, name="take-back"),
    path(f"{_BENCH}readings/", score_views.readings, name="readings"),
    path(f"{_BENCH}readings/<int:figure>/", score_views.reading, name="reading"),
    path(f"{_BENCH}readings/<int:figure>/adopt/", score_views.adopt, name="adopt"),
    path(f"{_BENCH}item/<int:item>/", score_views.item, name="item"),
    path(f"{_BENCH}cell/<str:unit>/<int:item>/", score_views.cell, name="cell"),
    path(_FEEDBACK, appeal_views.feedback_list, name="feedback-list"),
    path(f"{_FEEDBACK}<str:unit>/", appeal_views.feedback, name="feedback"),
    path(f"{_FEEDBACK}<str:unit>/confirm/", appeal_views.feedback_confirm, name="feedback-confirm"),
    path(f"{_FEEDBACK}<str:unit>/why/<int:item>/", appeal_views.feedback_why, name="feedback-why"),
    path(_APPEALS, appeal_views.appeals, name="appeals"),
    path(f"{_APPEALS}<int:appeal>/", appeal_views.appeal, name="appeal"),
    path(f"{_APPEALS}<int:appeal>/withdraw/", appeal_views.appeal_withdraw, name="appeal-withdraw"),
    path(f"{_APPEALS}<int:appeal>/decide/", appeal_views.appeal_decide, name="appeal-decide"),
    path(f"{_APPEALS}new/<str:unit>/<int:item>/", appeal_views.appeal_new, name="appeal-new"),
]
