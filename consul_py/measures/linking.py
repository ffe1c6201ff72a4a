"""What a measure came from: attaching and removing sources. The unique keys decide every race."""

from __future__ import annotations

from consul_py.kernel import audit, clock
from consul_py.kernel.db import db, insert_once
from consul_py.kernel.events import emit
from consul_py.kernel.refusal import Refusal, Refused, ensure
from consul_py.measures import rules
from consul_py.measures.events import MeasureSourceAdded
from consul_py.measures.models import Measure, MeasureSource
from consul_py.subjects.models import Subject
from consul_py.workshops.followup_models import ProposedMeasure


def attach(measure: Measure, subject: Subject, note: str = "") -> None:
    """Make a contribution a source of a measure. Raises Refused when it is one already, or cannot be one."""
    ensure(rules.can_be_source(subject.kind, subject.visibility, subject.id == measure.id))
    _insert(measure, subject.id, None, note, Refusal("linked", rules.LINKED, status=None))


def take_up(measure: Measure, proposed: ProposedMeasure) -> None:
    """Make a follow-up's proposed measure a source; each is taken up once. Raises Refused."""
    refusal = Refusal("taken_up", rules.TAKEN_UP)
    _insert(measure, proposed.follow_up.workshop_id, proposed.id, "", refusal)


def _insert(measure: Measure, subject_id: int, proposed_id: int | None, note: str, refusal: Refusal) -> None:
    values = {
        "measure_id": measure.id, "source_subject_id": subject_id, "proposed_measure_id": proposed_id, "note": note,
        "added_at": clock.now(),
    }  # fmt: skip
    if not insert_once(MeasureSource, values):
        raise Refused(refusal)


def add(measure: Measure, subject: Subject, note: str = "") -> None:
    """Attach a source to a measure that is public already, and tell. Raises Refused."""
    attach(measure, subject, note)
    audit.record("measures.source_add", "measure", measure.id, measure.title, source=subject.id)
    emit(MeasureSourceAdded(measure.id, measure.title, measure.status, subject.id, subject.author_id))


def add_proposed(measure: Measure, proposed: ProposedMeasure) -> None:
    """Take up a proposed measure with a measure that exists already. Raises Refused."""
    take_up(measure, proposed)
    audit.record("measures.source_add", "measure", measure.id, measure.title, proposed=proposed.id)
    emit(MeasureSourceAdded(measure.id, measure.title, measure.status, proposed.follow_up.workshop_id, None))


def remove(measure: Measure, source: MeasureSource) -> None:
    audit.record(
        "measures.source_remove", "measure", measure.id, measure.title, source=source.source_subject_id,
        proposed=source.proposed_measure_id,
    )  # fmt: skip
    db.session.delete(source)
