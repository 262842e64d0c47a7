"""Addresses of results and papers."""

from django.urls import path

from kaohe.web.results import paper_views, publish_views, views

app_name = "results"
urlpatterns = [
    path("rounds/<int:round_id>/results/", views.ranking, name="ranking"),
    path("rounds/<int:round_id>/results/heat/", views.heat, name="heat"),
    path("rounds/<int:round_id>/results/whatif/", views.whatif, name="whatif"),
    path("rounds/<int:round_id>/results/stability/", views.stability, name="stability"),
    path("rounds/<int:round_id>/results/years/", views.years, name="years"),
    path("rounds/<int:round_id>/results/units/<str:unit>/", views.unit, name="unit"),
    path("rounds/<int:round_id>/results/units/<str:unit>/<int:table>/<path:item>/", views.item, name="item"),
    path("rounds/<int:round_id>/results/publish/", publish_views.publish, name="publish"),
    path("rounds/<int:round_id>/results/published/", publish_views.publications, name="publications"),
    path("rounds/<int:round_id>/results/published/<int:number>/", publish_views.archive, name="archive"),
    path("rounds/<int:round_id>/results/published/<int:number>/check/", publish_views.verify, name="verify"),
    path("rounds/<int:round_id>/papers/", paper_views.papers, name="papers"),
    path("rounds/<int:round_id>/papers/write/", paper_views.papers_write, name="papers-write"),
    path("rounds/<int:round_id>/papers/words/", paper_views.words, name="words"),
    path("rounds/<int:round_id>/papers/all/", paper_views.papers_zip, name="papers-zip"),
    path("rounds/<int:round_id>/papers/<int:paper_id>/", paper_views.paper, name="paper"),
]
