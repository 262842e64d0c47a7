"""The stages of a round, in their order."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    """阶段. What may be done in each is said by `states`."""

    DRAFTING = "drafting", _("拟定")
    TARGETS = "targets", _("下达")
    REPORTING = "reporting", _("填报")
    SELF = "self", _("自评")
    SCORING = "scoring", _("检查评分")
    FEEDBACK = "feedback", _("反馈")
    APPEALS = "appeals", _("申诉复核")
    APPROVAL = "approval", _("审定")
    PUBLISHED = "published", _("公布")
    RECTIFYING = "rectifying", _("整改")
    ARCHIVED = "archived", _("归档")

    @property
    def place(self) -> int:
        """Its number in the order."""
        return list(Stage).index(self)

    def reached(self, other: "Stage") -> bool:
        """Whether this stage is the other or comes after it."""
        return self.place >= other.place
