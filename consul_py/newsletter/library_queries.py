"""The library: pictures of issues that are public or the writer's own, and of what is published elsewhere.

Named one by one: a picture of anything else, such as a draft, belongs to nobody but its owner.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, func, or_, select
from sqlalchemy.orm import aliased

from consul_py.kernel.authz import STAFF, Person
from consul_py.kernel.db import db
from consul_py.kernel.files import StoredFile
from consul_py.kernel.web import not_found
from consul_py.newsletter.archive_queries import is_public
from consul_py.newsletter.desk_models import MailingPicture
from consul_py.newsletter.models import Mailing
from consul_py.newsletter.permissions import PERMISSIONS
from consul_py.polls.models import PollOption, PollQuestion
from consul_py.processes.models import Consultation, Process
from consul_py.subjects.models import PUBLIC, Subject
from consul_py.workshops.followup_models import FollowUp, FollowUpPicture, FollowUpVersion

LIBRARY = 24  # pictures to choose from
SUBJECT: Any = Subject.__table__


def _of_issues(who: Person) -> Select[Any]:
    """Pictures of public issues and of those that this person may write."""
    statement = select(MailingPicture.file_id).join(Mailing, Mailing.id == MailingPicture.mailing_id)
    if PERMISSIONS["write"](who, None):
        return statement
    own = [grant.scope_id for grant in who.grants if grant.role == STAFF and grant.scope == "process"]
    return statement.where(or_(is_public(), Mailing.process_id.in_(own)))


def _of_polls() -> Select[Any]:
    """Pictures beside the answers of public polls."""
    return (
        select(PollOption.picture_id)
        .join(PollQuestion, PollQuestion.id == PollOption.question_id)
        .join(SUBJECT, SUBJECT.c.id == PollQuestion.poll_id)
        .join(Consultation, Consultation.id == SUBJECT.c.consultation_id)
        .join(Process, Process.id == Consultation.process_id)
        .where(
            PollOption.picture_id.is_not(None), SUBJECT.c.visibility == PUBLIC, Consultation.published_at.is_not(None),
            Process.published_at.is_not(None),
        )
    )  # fmt: skip


def _of_follow_ups() -> Select[Any]:
    """Pictures of follow-ups, those that the latest public version names: the rows are the working copy."""
    file = aliased(StoredFile)
    return (
        select(FollowUpPicture.file_id)
        .join(file, file.id == FollowUpPicture.file_id)
        .join(FollowUp, FollowUp.id == FollowUpPicture.follow_up_id)
        .join(
            FollowUpVersion,
            (FollowUpVersion.follow_up_id == FollowUp.id) & (FollowUpVersion.version == FollowUp.version),
        )
        .join(SUBJECT, SUBJECT.c.id == FollowUp.workshop_id)
        .join(Process, Process.id == SUBJECT.c.process_id)
        .where(
            cast(FollowUpVersion.content, Text).contains(file.name), SUBJECT.c.visibility == PUBLIC,
            Process.published_at.is_not(None),
        )
    )  # fmt: skip


def _offered(who: Person) -> list[ColumnElement[bool]]:
    offered = [StoredFile.id.in_(some) for some in (_of_issues(who), _of_polls(), _of_follow_ups())]
    return [StoredFile.media_type.startswith("image/"), or_(*offered)]


def library(who: Person) -> list[StoredFile]:
    """The newest pictures of the library; one that was uploaded twice shows once."""
    newest = select(func.max(StoredFile.id)).where(*_offered(who)).group_by(StoredFile.sha256)
    statement = select(StoredFile).where(StoredFile.id.in_(newest)).order_by(StoredFile.id.desc()).limit(LIBRARY)
    return list(db.session.scalars(statement))


def library_picture(file_id: int, who: Person) -> StoredFile:
    """A picture of the library. Raises 404 for anything else."""
    found = db.session.scalar(select(StoredFile).where(StoredFile.id == file_id, *_offered(who)))
    if found is None:
        not_found()
    return found
