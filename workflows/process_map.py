"""The picture of a flow as the engine lays it out, drawn by us: its steps in people's words, and where something stands in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from textwrap import wrap
from typing import Any

from django.db.models import Count, Model, QuerySet
from viewflow.workflow import chart
from viewflow.workflow.base import Node
from viewflow.workflow.models import Task
from viewflow.workflow.nodes import End, StartHandle

from campaigns.models import Assignment
from workflows.desk import WAITING, flow_of, open_processes
from workflows.flows import AssignmentFlow
from workflows.nodes import BackgroundJob, HumanTask, Waiting

PERSON, MACHINE, EVENT, GATEWAY = "person", "machine", "event", "gateway"
MARGIN = 30  # the title of an event stands outside it
LINE, LETTERS = 20, 17  # the height of a line of a title, and how many letters fit into one
ANSWERS = {"yes": "Có", "no": "Không"}
TITLES = {"start": "Bắt đầu", "start_again": "Mở lại", "end": "Kết thúc"}
FORK = "Rẽ nhánh"


@dataclass(frozen=True, slots=True)
class Box:
    """A step in the picture. `lines` are its title's, each with where it stands; `count` how many are there now; `is_done`: it has
    been passed."""

    name: str
    kind: str
    title: str
    x: int
    y: int
    width: int
    height: int
    lines: tuple[tuple[str, int], ...]
    count: int
    is_done: bool

    @property
    def middle(self) -> int:
        """Of its width."""
        return self.x + self.width // 2

    @property
    def radius(self) -> int:
        """Of an event's circle."""
        return self.height // 2

    @property
    def centre(self) -> int:
        """Of its height."""
        return self.y + self.height // 2

    @property
    def mark(self) -> int:
        """Where it is written how many are here: within a step under its title, within an event's circle."""
        return self.centre + 5 if self.kind == EVENT else self.y + self.height - 10

    @property
    def corners(self) -> str:
        """Of a gateway's diamond."""
        right, low = self.x + self.width, self.y + self.height
        return f"{self.middle},{self.y} {right},{self.centre} {self.middle},{low} {self.x},{self.centre}"


@dataclass(frozen=True, slots=True)
class Picture:
    """A flow drawn: `area` is the drawing's view box, `ways` the points of its lines."""

    title: str
    area: str
    width: int
    height: int
    boxes: tuple[Box, ...]
    ways: tuple[str, ...]

    @property
    def steps(self) -> list[Box]:
        """What somebody or the machine does, in the order of the flow, and at last the end: the picture in words."""
        return [box for box in self.boxes if box.kind in (PERSON, MACHINE)] + [box for box in self.boxes if box.name == "end"]


def picture_of(artifact: Model) -> Picture:
    """The flow of one document or assignment with where it stands now and which steps it has passed. Two queries."""
    flow_class = flow_of(artifact)
    of_artifact = Task.objects.filter(
        process__flow_class=flow_class,
        process__artifact_object_id=artifact.pk,
        process__artifact_content_type__app_label=artifact._meta.app_label,
        process__artifact_content_type__model=artifact._meta.model_name,
    )
    now: dict[str, int] = {}
    done = set()
    for task in of_artifact.order_by("pk"):
        if task.status in WAITING:
            now[task.flow_task.name] = 1
        elif task.flow_task is not None and task.finished is not None and str(task.status) == "DONE":
            done.add(task.flow_task.name)
    if now:
        done.discard("end")  # of an earlier process: it was opened again
    return _drawn(flow_class, now=now, done=done)


def picture_of_many(assignments: QuerySet[Assignment]) -> Picture:
    """The flow of assignments with how many of these stand at each step, those that have come to an end at the last. Two queries."""
    ids = assignments.order_by().values("pk")
    open_here = Task.objects.filter(
        status__in=WAITING, process__in=open_processes(AssignmentFlow).filter(artifact_object_id__in=ids).values("pk")
    )
    now = {node.name: count for node, count in open_here.order_by().values_list("flow_task").annotate(Count("pk")) if node is not None}
    ended = assignments.exclude(status__in=Assignment.OPEN).count()
    return _drawn(AssignmentFlow, now=now | ({"end": ended} if ended else {}), done=set())


def bpmn_of(flow_class: Any) -> str:
    """The flow as BPMN 2.0, for other tools."""
    grid = chart.calc_layout_data(flow_class)
    for cell in grid.cells:
        cell.shape.text, cell.title = [], _title(cell.node) or FORK
    for edge in grid.edges:
        edge.label = ANSWERS.get(edge.label, "")
    written: str = chart.grid_to_bpmn(grid)
    return written


def _drawn(flow_class: Any, *, now: Mapping[str, int], done: set[str]) -> Picture:
    boxes, ways, width, height = _laid_out(flow_class)
    return Picture(
        title=str(flow_class.process_title),
        area=f"{-MARGIN} {-MARGIN} {width + 2 * MARGIN} {height + 2 * MARGIN}",
        width=width + 2 * MARGIN,
        height=height + 2 * MARGIN,
        boxes=tuple(Box(*box, count=now.get(box[0], 0), is_done=box[0] in done and not now.get(box[0])) for box in boxes),
        ways=ways,
    )


_Place = tuple[str, str, str, int, int, int, int, tuple[tuple[str, int], ...]]


@lru_cache
def _laid_out(flow_class: Any) -> tuple[tuple[_Place, ...], tuple[str, ...], int, int]:
    """What of the picture is the same for all: the flow does not change while the program runs."""
    grid = chart.calc_layout_data(flow_class)
    boxes = tuple(_place(cell) for cell in sorted(grid.cells, key=lambda cell: (cell.col, cell.row)))
    ways = tuple(" ".join(f"{x},{y}" for x, y in edge.segments) for edge in grid.edges)
    points = [point for edge in grid.edges for point in edge.segments]
    width = max([grid.width, *(int(x) for x, _ in points)])
    height = max([grid.height, *(int(y) for _, y in points)])
    return boxes, ways, width, height


def _place(cell: Any) -> _Place:
    shape, title = cell.shape, _title(cell.node)
    kind = _kind(cell.node)
    lines = wrap(title, LETTERS)
    first = shape.y - LINE // 2 if kind == EVENT else shape.y + (shape.height - LINE * len(lines)) // 2 + LINE * 3 // 4
    placed = tuple((line, first + LINE * ordinal) for ordinal, line in enumerate(lines))
    return cell.node.name, kind, title, shape.x, shape.y, shape.width, shape.height, placed


def _kind(node: Node) -> str:
    if isinstance(node, (HumanTask, Waiting)):
        return PERSON
    if isinstance(node, BackgroundJob):
        return MACHINE
    return EVENT if isinstance(node, (StartHandle, End)) else GATEWAY


def _title(node: Node) -> str:
    """In people's words; blank for a gateway, which only looks at how the row stands."""
    if _kind(node) in (PERSON, MACHINE):
        return str(node.task_title)
    return TITLES.get(node.name, "")
