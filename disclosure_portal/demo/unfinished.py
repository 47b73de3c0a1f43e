"""A proposal that its writer has not finished: it stands on their desk, no draft yet."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from catalog.actions import autosave
from core.models import Agency
from disclosure_portal.demo.people import Cast
from disclosure_portal.demo.timeline import Timeline

TYPED = {
    "title": ["便民服务事项办理指引（修订）"],
    "summary": ["把常办事项的材料、时限和地点写在一页纸上。"],
    "body": ["本次修订合并了重复的材料清单，\n\n其余待各窗口核对后补充。"],
}


@dataclass
class Unfinished:
    """Writes into ``timeline`` what the proposer of ``agency`` typed some days ago and did not save."""

    agency: Agency
    cast: Cast
    timeline: Timeline

    def begin(self) -> None:
        """Lay down the day."""
        self.timeline.at(self.timeline.today - timedelta(days=5), self._keep, hour=17)

    def _keep(self, now: datetime) -> None:
        item = self.agency.items.public().filter(blocked="", elements="").order_by("pk").first()
        if item is not None:
            autosave.keep(item=item, obligation=None, typed=TYPED, seen="", by=self.cast.proposer, now=now)
