"""Addresses of targets and forms. A period with a stroke in it (2025-10/2026-09) carries a tilde instead."""

from django.urls import path, register_converter

from kaohe.web.filing import progress_views, quality_views, views, workbook_views


class StrokeConverter:
    """A name that may hold a stroke."""

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        return value.replace("~", "/")

    def to_url(self, value: str) -> str:
        return str(value).replace("/", "~")


register_converter(StrokeConverter, "named")

_UNIT = "rounds/<int:round_id>/filing/unit/<named:unit>/<named:period>/"
_DEPARTMENT = "rounds/<int:round_id>/filing/department/<named:department>/<named:period>/"

app_name = "filing"
urlpatterns = [
    path("rounds/<int:round_id>/targets/", views.targets, name="targets"),
    path("rounds/<int:round_id>/targets/progress/", progress_views.progress, name="progress"),
    path("rounds/<int:round_id>/filing/", views.overview, name="overview"),
    path("rounds/<int:round_id>/filing/help/<named:measure>/", views.help, name="help"),
    path("rounds/<int:round_id>/filing/quality/", quality_views.quality, name="quality"),
    path("rounds/<int:round_id>/filing/quality.csv", quality_views.quality_csv, name="quality-csv"),
    path("rounds/<int:round_id>/filing/quality/put/", quality_views.quality_put, name="quality-put"),
    path("rounds/<int:round_id>/filing/rules/standards/", quality_views.standards_put, name="standards-put"),
    path("rounds/<int:round_id>/filing/rules/", quality_views.data_rules, name="data-rules"),
    path("rounds/<int:round_id>/filing/figures.csv", workbook_views.figures, name="figures"),
    path(
        "rounds/<int:round_id>/filing/unit/<named:unit>/workbook.xlsx/",
        workbook_views.unit_workbook,
        name="unit-workbook",
    ),
    path(
        "rounds/<int:round_id>/filing/department/<named:department>/workbook.xlsx/",
        workbook_views.department_workbook,
        name="department-workbook",
    ),
    path(_UNIT, views.unit, name="unit"),
    path(f"{_UNIT}submit/", views.unit_submit, name="unit-submit"),
    path(f"{_UNIT}return/", views.unit_return, name="unit-return"),
    path(f"{_UNIT}verify/", views.unit_verify, name="unit-verify"),
    path(f"{_UNIT}reopen/", views.unit_reopen, name="unit-reopen"),
    path(_DEPARTMENT, views.department, name="department"),
    path(f"{_DEPARTMENT}submit/", views.department_submit, name="department-submit"),
    path(f"{_DEPARTMENT}return/", views.department_return, name="department-return"),
    path(f"{_DEPARTMENT}verify/", views.department_verify, name="department-verify"),
    path(f"{_DEPARTMENT}reopen/", views.department_reopen, name="department-reopen"),
]
