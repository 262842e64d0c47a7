"""The table of permissions: every address by name, and what somebody of each role may do there. The gate enforces it, and a test
walks the addresses, so that none is without its row.

`y`: may. `r`: may look, not post. `o`: may, for one's own unit or department; everything else is 404 to them. `-`: may not (403).
Of several duties the best counts. What lies behind a name that starts with `*` needs no login.
"""

from dataclasses import dataclass

from kaohe.web.accounts.roles import Role

COLUMNS = (
    Role.ADMIN,
    Role.OFFICE,
    Role.DEPARTMENT,
    Role.REPORTER,
    Role.HEAD,
    Role.INSPECTOR,
    Role.LEADER,
    Role.AUDITOR,
)

TABLE = """
#                        admin office dept reporter head inspector leader auditor
*accounts:login            y     y     y     y       y      y        y      y
*ui:language               y     y     y     y       y      y        y      y
*ui:health                 y     y     y     y       y      y        y      y
accounts:logout            y     y     y     y       y      y        y      y
accounts:second            y     y     y     y       y      y        y      y
accounts:me                y     y     y     y       y      y        y      y
accounts:password          y     y     y     y       y      y        y      y
accounts:totp              y     y     y     y       y      y        y      y
accounts:totp-off          y     y     y     y       y      y        y      y
ui:desk                    y     y     y     y       y      y        y      y
accounts:people            y     r     -     -       -      -        -      r
accounts:person-new        y     -     -     -       -      -        -      -
accounts:person            y     r     -     -       -      -        -      r
accounts:person-active     y     -     -     -       -      -        -      -
accounts:person-password   y     -     -     -       -      -        -      -
accounts:person-totp-off   y     -     -     -       -      -        -      -
accounts:units             y     y     -     -       -      -        -      r
accounts:departments       y     y     -     -       -      -        -      r
audit:trail                y     y     -     -       -      -        -      y
audit:check                y     y     -     -       -      -        -      y
interface:tokens           y     -     -     -       -      -        -      r
interface:token-new        y     -     -     -       -      -        -      -
interface:token-withdraw   y     -     -     -       -      -        -      -
interface:codes            y     r     -     -       -      -        -      r
interface:guide            y     y     y     y       y      y        y      y
rounds:rounds              y     y     y     y       y      y        y      y
rounds:way                 y     y     y     y       y      y        y      y
rounds:round-new           -     y     -     -       -      -        -      -
rounds:round               y     y     y     o       o      y        y      y
rounds:forward             -     y     -     -       -      -        -      -
rounds:backward            -     y     -     -       -      -        -      -
rounds:deadline            -     y     -     -       -      -        -      -
rounds:scheme              -     y     -     -       -      -        -      -
rounds:units               -     y     -     -       -      -        -      -
schemes:schemes            y     y     y     y       y      y        y      y
schemes:import             -     y     -     -       -      -        -      -
schemes:diff               y     y     y     y       y      y        y      y
schemes:version            y     y     y     o       o      y        y      y
schemes:source             y     y     y     o       o      y        y      y
schemes:original           y     y     y     o       o      y        y      y
schemes:card               y     y     y     o       o      y        y      y
schemes:export             y     y     y     o       o      y        y      y
schemes:item               r     y     r     -       -      r        r      r
schemes:item-try           -     y     -     -       -      -        -      -
schemes:particulars        -     y     -     -       -      -        -      -
schemes:text               r     y     r     -       -      r        r      r
schemes:text-try           -     y     -     -       -      -        -      -
schemes:checks             y     y     y     -       -      y        y      y
schemes:issue              -     y     -     -       -      -        -      -
schemes:next               -     y     -     -       -      -        -      -
schemes:drop               -     y     -     -       -      -        -      -
tasks:jobs                 y     y     -     -       -      -        -      -
tasks:backups              y     -     -     -       -      -        -      -
tasks:backup-new           y     -     -     -       -      -        -      -
tasks:backup-file          y     -     -     -       -      -        -      -
tasks:job                  y     y     o     o       o      o        o      o
filing:targets             -     y     r     r       r      r        r      r
filing:progress            -     y     y     y       y      y        y      y
filing:overview            -     y     y     y       y      y        y      y
filing:help                -     y     y     y       y      y        y      y
filing:figures             -     y     -     -       -      -        y      y
filing:quality             -     y     y     y       y      y        y      y
filing:quality-csv         -     y     y     y       y      y        y      y
filing:quality-put         -     y     -     -       -      -        -      -
filing:standards-put       -     y     -     -       -      -        -      -
filing:data-rules          -     y     -     -       -      -        r      r
filing:unit                -     y     r     o       o      r        r      r
filing:unit-submit         -     y     -     o       o      -        -      -
filing:unit-return         -     y     y     -       -      -        -      -
filing:unit-verify         -     y     y     -       -      -        -      -
filing:unit-reopen         -     y     -     -       -      -        -      -
filing:unit-workbook       -     y     -     o       o      -        -      -
filing:department          -     y     o     -       -      -        r      r
filing:department-submit   -     y     o     -       -      -        -      -
filing:department-return   -     y     -     -       -      -        -      -
filing:department-verify   -     y     -     -       -      -        -      -
filing:department-reopen   -     y     -     -       -      -        -      -
filing:department-workbook -     y     o     -       -      -        -      -
evidence:overview          -     y     y     o       o      y        y      y
evidence:unit              -     y     y     o       o      y        y      y
evidence:item              -     y     y     o       o      y        y      y
evidence:fragment          -     y     y     o       o      y        y      y
evidence:add               -     -     -     o       o      -        -      -
evidence:show              -     y     y     o       o      y        y      y
evidence:content           -     y     y     o       o      y        y      y
evidence:download          -     y     y     o       o      y        y      y
evidence:withdraw          -     -     -     o       o      -        -      -
results:ranking            -     y     y     y       y      y        y      y
results:heat               -     y     y     -       -      y        y      y
results:unit               -     y     y     o       o      y        y      y
results:item               -     y     y     o       o      y        y      y
results:whatif             -     y     -     -       -      -        y      y
results:stability          -     y     -     -       -      -        y      y
results:years              -     y     y     y       y      y        y      y
results:publications       -     y     y     y       y      y        y      y
results:publish            -     y     -     -       -      -        -      -
results:archive            -     y     -     -       -      -        y      y
results:verify             -     y     -     -       -      -        y      y
results:papers             -     y     y     y       y      y        y      y
results:papers-write       -     y     -     -       -      -        -      -
results:words              -     y     -     -       -      -        -      r
results:paper              -     y     o     o       o      o        y      y
results:papers-zip         -     y     y     y       y      y        y      y
scoring:self-list          -     y     -     y       y      -        y      y
scoring:self               -     y     -     o       o      -        y      y
scoring:self-save          -     -     -     o       o      -        -      -
scoring:self-hand-in       -     -     -     -       o      -        -      -
scoring:self-take-back     -     -     -     -       o      -        -      -
scoring:departments        -     y     y     -       -      -        -      -
scoring:matrix             -     y     o     -       -      -        -      -
scoring:save               -     y     o     -       -      -        -      -
scoring:item               -     y     o     -       -      -        -      -
scoring:cell               -     y     o     -       -      -        -      -
scoring:hand-in            -     y     o     -       -      -        -      -
scoring:take-back          -     y     o     -       -      -        -      -
scoring:readings           -     y     o     -       -      -        -      -
scoring:reading            -     y     o     -       -      -        -      -
scoring:adopt              -     y     o     -       -      -        -      -
scoring:feedback-list      -     y     -     y       y      -        y      y
scoring:feedback           -     y     -     o       o      -        y      y
scoring:feedback-why       -     y     -     o       o      -        y      y
scoring:feedback-confirm   -     -     -     -       o      -        -      -
scoring:appeals            -     y     -     y       y      -        y      y
scoring:appeal             -     y     -     o       o      -        y      y
scoring:appeal-new         -     -     -     o       o      -        -      -
scoring:appeal-withdraw    -     -     -     o       o      -        -      -
scoring:appeal-decide      -     y     -     -       -      -        -      -
monthly:overview           -     y     y     y       y      y        y      y
monthly:list               -     y     y     y       y      y        y      y
monthly:accept             -     y     y     -       -      -        -      -
monthly:owed               -     y     y     -       -      y        y      y
monthly:giver              -     y     y     o       o      y        y      y
monthly:entry              -     y     o     o       o      y        y      y
monthly:submit             -     -     o     o       o      -        -      -
monthly:decide             -     y     o     -       -      -        -      -
monthly:excuse             -     y     -     -       -      -        -      -
monthly:programme          -     y     y     y       y      y        y      y
monthly:programme-file     -     y     y     y       y      y        y      y
monthly:programme-upload   -     y     -     -       -      -        -      -
monthly:programme-edit     -     y     -     -       -      -        -      -
monthly:programme-text     -     y     -     -       -      -        -      -
monthly:issue              -     y     -     -       -      -        -      -
monthly:month-end          -     y     -     -       -      -        -      -
monthly:points             -     y     -     -       -      -        -      -
monthly:from-rectification -     y     -     -       -      -        -      -
*fieldwork:worker          y     y     y     y       y      y        y      y
fieldwork:overview         -     y     y     y       y      y        y      y
fieldwork:checklists       -     y     r     -       -      r        r      r
fieldwork:checklist-file   -     y     y     -       -      y        y      y
fieldwork:form             -     y     -     -       -      y        -      -
fieldwork:form-state       -     y     -     -       -      y        -      -
fieldwork:form-send        -     y     -     -       -      y        -      -
fieldwork:form-photo       -     y     -     -       -      y        -      -
fieldwork:visits           -     y     y     -       -      y        -      y
fieldwork:visits-decide    -     y     -     -       -      -        -      -
fieldwork:visits-import    -     y     -     -       -      -        -      -
fieldwork:visit            -     y     y     -       -      y        -      y
fieldwork:photo            -     y     y     -       -      y        -      y
fieldwork:findings         -     y     y     -       -      y        -      y
fieldwork:findings-file    -     y     y     -       -      y        -      y
fieldwork:adopt            -     y     -     -       -      -        -      r
fieldwork:draws            -     y     y     y       y      y        y      y
fieldwork:draw-new         -     y     -     -       -      -        -      -
fieldwork:draw             -     y     y     o       o      y        y      y
fieldwork:draw-plan        -     y     -     -       -      -        -      -
fieldwork:draw-act         -     y     -     -       -      -        -      -
fieldwork:draw-file        -     y     y     o       o      y        y      y
fieldwork:timetable        -     y     y     -       -      y        y      y
fieldwork:timetable-wishes -     y     -     -       -      -        -      -
fieldwork:timetable-text   -     y     -     -       -      -        -      -
fieldwork:timetable-plan   -     y     -     -       -      -        -      -
fieldwork:timetable-move   -     y     -     -       -      -        -      -
fieldwork:timetable-file   -     y     y     -       -      y        y      y
rectify:list               -     y     y     o       o      y        y      y
rectify:propose            -     y     -     -       -      -        -      -
rectify:order              -     y     -     -       -      -        -      -
rectify:change             -     y     -     -       -      -        -      -
rectify:cancel             -     y     -     -       -      -        -      -
rectify:one                -     y     o     o       o      y        y      y
rectify:answer             -     -     -     o       o      -        -      -
rectify:decide             -     y     o     -       -      -        -      -
remind:list                -     y     -     -       -      -        y      y
remind:send                -     y     -     -       -      -        -      -
remind:mine                -     -     y     y       y      -        -      -
remind:read                -     -     o     o       o      -        -      -
remind:settings            y     y     -     -       -      -        -      -
remind:test                y     y     -     -       -      -        -      -
"""


@dataclass(frozen=True, slots=True)
class Permit:
    """One row: whether the address is open to all, and the mark of each role."""

    name: str
    public: bool
    marks: dict[Role, str]

    def mark(self, roles: frozenset[Role]) -> str:
        """The best mark that somebody of these roles has; what all may, somebody without a duty may as well."""
        if set(self.marks.values()) == {"y"}:
            return "y"
        own = [self.marks[role] for role in roles]
        return next((mark for mark in ("y", "o", "r") if mark in own), "-")


def _read(table: str) -> dict[str, Permit]:
    permits = {}
    for line in table.strip().splitlines():
        name, *marks = line.split()
        if name == "#":
            continue
        if len(marks) != len(COLUMNS) or not set(marks) <= set("yro-"):
            raise ValueError(f"a row of the table of permissions that is none: {line}")
        bare = name.removeprefix("*")
        permits[bare] = Permit(bare, name != bare, dict(zip(COLUMNS, marks, strict=True)))
    return permits


PERMITS = _read(TABLE)
