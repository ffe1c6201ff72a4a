"""Every change of a process itself. Nothing here commits."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from consul_py.kernel import audit, clock
from consul_py.kernel.db import db, now
from consul_py.kernel.events import emit
from consul_py.kernel.refusal import N_, Refusal, Refused, ensure
from consul_py.kernel.text import html_from_markdown, slug
from consul_py.municipalities.models import Municipality
from consul_py.processes import rules
from consul_py.processes.events import ProcessPublished
from consul_py.processes.models import Consultation, Process

SLUG_TAKEN = N_("There is another one with this title already. Please choose another title.")
TEXTS = (
    "title", "short_title", "summary", "body", "goal", "room", "fixed", "decided_by", "decision_due", "feedback",
    "budget", "funding", "source", "lead_unit",
)  # fmt: skip


class FieldRefused(Refused):
    """A refusal that belongs to one field of the form."""

    def __init__(self, field: str, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.field = field


def free_slug(model: type[Process] | type[Consultation], title: str) -> str:
    """A slug from the title that no other row of the table has yet, with a number where it is taken."""
    base = slug(title, 70)
    taken = set(db.session.scalars(select(model.slug).where(model.slug.startswith(base, autoescape=True))))
    number = 1
    while (wanted := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return wanted


def add_with_slug(row: Process | Consultation) -> None:
    """Insert a row; the unique key decides when two people take the same slug at once. Raises Refused."""
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as error:
        raise Refused(Refusal("slug_taken", SLUG_TAKEN)) from error


def create(**texts: Any) -> Process:
    """A new process, as a draft. The address follows from the first title and stays."""
    process = Process(slug=free_slug(Process, texts["title"]), created_at=clock.now())
    _write(process, texts)
    add_with_slug(process)
    audit.record("process.create", "process", process.id, process.title)
    return process


def edit(process: Process, **texts: Any) -> None:
    """Change texts. A public process may not lose a point of its checklist. Raises FieldRefused."""
    if process.published_at is not None:
        wished = SimpleNamespace(**{name: texts.get(name, getattr(process, name)) for name in TEXTS})
        lacking = [point for point in rules.process_points(wished) if not point.done]
        if lacking:
            raise FieldRefused(lacking[0].field, Refusal("point_needed", lacking[0].asks))
    _write(process, texts)
    audit.record("process.edit", "process", process.id, process.title)


def _write(process: Process, texts: dict[str, Any]) -> None:
    for name in TEXTS:
        if name in texts:
            setattr(process, name, texts[name])
    process.body_html = html_from_markdown(process.body) if process.body else ""


def set_municipalities(process: Process, ids: list[int]) -> None:
    """Which municipalities take part; unknown ids are left out."""
    wanted = select(Municipality).where(Municipality.id.in_(ids)).order_by(Municipality.name)
    process.municipalities = list(db.session.scalars(wanted))
    names = [municipality.name for municipality in process.municipalities]
    audit.record("process.municipalities", "process", process.id, process.title, municipalities=names)


def publish(process: Process) -> None:
    """Make a process public, once. Raises Refused while its checklist is incomplete."""
    ensure(rules.may_publish_process(process))
    moment = now()
    statement = update(Process).where(Process.id == process.id, Process.published_at.is_(None))
    _once(statement.values(published_at=moment), rules.ALREADY_PUBLIC)
    process.published_at = moment
    audit.record("process.publish", "process", process.id, process.title)
    emit(ProcessPublished(process.id, process.slug, process.title))


def complete(process: Process) -> None:
    """The end of a process: nothing is owed any more. Raises Refused."""
    owed = db.session.scalar(
        select(func.count()).where(
            Consultation.process_id == process.id,
            Consultation.published_at.is_not(None),
            Consultation.evaluated_at.is_(None),
        )
    )
    ensure(rules.may_complete(process, owed or 0))
    moment = now()
    statement = update(Process).where(Process.id == process.id, Process.completed_at.is_(None))
    _once(statement.values(completed_at=moment), rules.ALREADY_COMPLETED)
    process.completed_at = moment
    audit.record("process.complete", "process", process.id, process.title)


def _once(statement: Any, otherwise: str) -> None:
    """Run a conditional UPDATE; whoever comes second is told. Raises Refused."""
    result: Any = db.session.execute(statement.execution_options(synchronize_session=False))
    if result.rowcount != 1:
        raise Refused(Refusal("second", otherwise))
