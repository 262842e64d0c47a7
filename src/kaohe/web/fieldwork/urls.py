"""Addresses of what happens outside the office. They begin alike: the worker that keeps the form may keep nothing else."""

from django.urls import path

from kaohe.web.fieldwork import adopt_views, draws_views, form_views, timetable_views, views, visits_views

app_name = "fieldwork"
_ROUND = "fieldwork/<int:round_id>/"
urlpatterns = [
    path("fieldwork/worker.js", form_views.worker, name="worker"),
    path(_ROUND, views.overview, name="overview"),
    path(f"{_ROUND}lists/", views.checklists, name="checklists"),
    path(f"{_ROUND}lists/file/", views.checklist_file, name="checklist-file"),
    path(f"{_ROUND}form/", form_views.form, name="form"),
    path(f"{_ROUND}form/state/", form_views.form_state, name="form-state"),
    path(f"{_ROUND}form/send/", form_views.form_send, name="form-send"),
    path(f"{_ROUND}form/photo/", form_views.form_photo, name="form-photo"),
    path(f"{_ROUND}visits/", visits_views.visits, name="visits"),
    path(f"{_ROUND}visits/decide/", visits_views.decide, name="visits-decide"),
    path(f"{_ROUND}visits/import/", adopt_views.import_visits, name="visits-import"),
    path(f"{_ROUND}visits/<int:visit_id>/", visits_views.visit, name="visit"),
    path(f"{_ROUND}photos/<int:photo_id>/", visits_views.photo, name="photo"),
    path(f"{_ROUND}findings/", visits_views.findings, name="findings"),
    path(f"{_ROUND}findings/file/", visits_views.findings_file, name="findings-file"),
    path(f"{_ROUND}draws/", draws_views.draws, name="draws"),
    path(f"{_ROUND}draws/new/", draws_views.draw_plan, name="draw-new"),
    path(f"{_ROUND}draws/<int:draw_id>/", draws_views.draw, name="draw"),
    path(f"{_ROUND}draws/<int:draw_id>/plan/", draws_views.draw_plan, name="draw-plan"),
    path(f"{_ROUND}draws/<int:draw_id>/do/<slug:act>/", draws_views.draw_act, name="draw-act"),
    path(f"{_ROUND}draws/<int:draw_id>/file/<slug:what>/", draws_views.draw_file, name="draw-file"),
    path(f"{_ROUND}adopt/", adopt_views.adopt, name="adopt"),
    path(f"{_ROUND}timetable/", timetable_views.timetable, name="timetable"),
    path(f"{_ROUND}timetable/wishes/", timetable_views.wishes, name="timetable-wishes"),
    path(f"{_ROUND}timetable/text/", timetable_views.text, name="timetable-text"),
    path(f"{_ROUND}timetable/plan/", timetable_views.plan, name="timetable-plan"),
    path(f"{_ROUND}timetable/move/", timetable_views.move, name="timetable-move"),
    path(f"{_ROUND}timetable/file/", timetable_views.file, name="timetable-file"),
]
