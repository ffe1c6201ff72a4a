"""Reading comments: the talk under a subject, one thread, one comment; never more than a page of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from sqlalchemy import ColumnElement, Integer, and_, bindparam, case, func, or_, select, union_all
from sqlalchemy.orm import contains_eager

from consul_py.accounts.models import User
from consul_py.comments.models import Comment, CommentVote, TalkNumber
from consul_py.kernel.db import db
from consul_py.kernel.paging import Page, few, paged
from consul_py.kernel.reading import kept, unseen
from consul_py.kernel.web import not_found
from consul_py.subjects.models import PUBLIC, Subject

# The plain tables: rows of columns need nothing of the mapper.
COMMENT: Any = Comment.__table__.c
VOTE: Any = CommentVote.__table__
USER: Any = User.__table__
NUMBER: Any = TalkNumber.__table__.c

SORTS = ("helpful", "newest")
SIDES = ("for", "against")
ARGUMENTS, THREADS, REPLIES, THREAD_PAGE = 2, 10, 10, 40


class Placed(Protocol):
    """What the place of a comment follows from: a comment, or a row with these columns of one."""

    @property
    def id(self) -> int: ...
    @property
    def subject_id(self) -> int: ...
    @property
    def root_id(self) -> int | None: ...


class Line(NamedTuple):
    """What is shown of a comment, and what stands beside it. `author_name` is None for a deleted account."""

    id: int
    subject_id: int
    author_id: int
    parent_id: int | None
    root_id: int | None
    side: str | None
    body_html: str
    is_office: bool
    office_name: str
    created_at: datetime
    edited_at: datetime | None
    hidden_reason: str
    vote_count: int
    reply_count: int
    is_deleted: bool
    is_hidden: bool
    author_name: str | None
    voted: bool
    total: int = 0  # how many there are of its kind: of its side, or answers of its thread

    @property
    def is_visible(self) -> bool:
        """Whether its text is public."""
        return not (self.is_hidden or self.is_deleted)


def is_shown() -> ColumnElement[bool]:
    """A deleted comment stays in place only while it has answers."""
    return or_(COMMENT.deleted_at.is_(None), COMMENT.reply_count > 0)


def _lines(person_id: Any) -> Any:
    """The columns of a Line, in one statement: comments with author and own vote."""
    mine = and_(VOTE.c.comment_id == COMMENT.id, VOTE.c.user_id == (0 if person_id is None else person_id))
    found: Any = select(
        *(COMMENT[name] for name in Line._fields[: Line._fields.index("is_deleted")]),
        *(COMMENT.deleted_at.is_not(None), COMMENT.hidden_at.is_not(None)),
        *(case((USER.c.deleted_at.is_(None), USER.c.display_name)), VOTE.c.user_id.is_not(None)),
    )
    return found.join(USER, USER.c.id == COMMENT.author_id).outerjoin(VOTE, mine)


def _order(sort: str) -> tuple[ColumnElement[Any], ...]:
    newest = COMMENT.id.desc()
    return (newest,) if sort == "newest" else (COMMENT.vote_count.desc(), newest)


def top_lines(subject_id: int, person_id: int | None, sort: str) -> list[Line]:
    """The first arguments of each side, with the total of their side, and the first comments and one more."""
    values = {"subject": subject_id, "person": person_id or 0}
    return [Line(*row) for row in db.session.execute(_top_lines(sort), values)]


@kept
def _top_lines(sort: str) -> Any:
    """One statement for `:subject` and `:person`; built once, it is long.

    Each kind is read along the index as far as it is shown: a talk may have thousands.
    """
    visible = and_(COMMENT.deleted_at.is_(None), COMMENT.hidden_at.is_(None))
    of_subject = COMMENT.subject_id == unseen("subject", Integer)
    top = and_(of_subject, COMMENT.root_id.is_(None))
    kinds: list[tuple[ColumnElement[bool], ColumnElement[bool], int]]
    kinds = [(COMMENT.side.is_(None), is_shown(), THREADS + 1)]
    kinds += [(COMMENT.side == side, visible, ARGUMENTS) for side in SIDES]
    first = [
        select(select(COMMENT.id).where(top, of_kind, shown).order_by(*_order(sort)).limit(few(limit)).subquery().c.id)
        for of_kind, shown, limit in kinds
    ]
    total = select(NUMBER.number).where(NUMBER.subject_id == COMMENT.subject_id, NUMBER.side == COMMENT.side)
    return (
        _lines(bindparam("person", type_=Integer))
        .add_columns(func.coalesce(total.scalar_subquery(), 0))
        .where(COMMENT.id.in_(union_all(*first)))
        .order_by(*_order(sort))
    )


def reply_lines(roots: Sequence[Line], person_id: int | None) -> list[Line]:
    """The first answers of each thread, oldest first, each with the number of answers of its thread."""
    answered = [line.id for line in roots if line.reply_count]
    if not answered:
        return []
    values = {"roots": answered, "person": person_id or 0}
    return [Line(*row) for row in db.session.execute(_reply_lines(), values)]


@kept
def _reply_lines() -> Any:
    """One statement for `:roots` and `:person`."""
    place = func.row_number().over(partition_by=COMMENT.root_id, order_by=COMMENT.id)
    ranked = (
        select(COMMENT.id, place.label("place"), func.count().over(partition_by=COMMENT.root_id).label("total"))
        .where(COMMENT.root_id.in_(bindparam("roots", expanding=True, type_=Integer)), is_shown())
        .subquery()
    )
    return (
        _lines(bindparam("person", type_=Integer))
        .add_columns(ranked.c.total)
        .join(ranked, ranked.c.id == COMMENT.id)
        .where(ranked.c.place <= REPLIES)
        .order_by(COMMENT.id)
    )


def tops_page(subject_id: int, person_id: int | None, *, side: str | None, sort: str, number: int) -> Page[Line]:
    """A page of arguments of one side, or of comments without a side."""
    found = (
        _lines(person_id)
        .where(
            COMMENT.subject_id == subject_id,
            COMMENT.root_id.is_(None),
            COMMENT.side == side if side else COMMENT.side.is_(None),
            is_shown(),
        )
        .order_by(*_order(sort))
    )
    return _page_of_lines(found, number, 20)


def thread_page(root_id: int, person_id: int | None, number: int) -> Page[Line]:
    """A page of the answers of one thread, oldest first."""
    return _page_of_lines(
        _lines(person_id).where(COMMENT.root_id == root_id, is_shown()).order_by(COMMENT.id),
        number,
        THREAD_PAGE,
    )


def _page_of_lines(found: Any, number: int, size: int) -> Page[Line]:
    page = paged(found, number, size, scalars=False)
    return Page([Line(*row) for row in page.items], page.number, page.size, page.total, page.has_next)


def get_line(comment_id: int, subject_id: int, person_id: int | None) -> Line:
    """One comment of a subject with author and own vote. Raises 404."""
    found = _lines(person_id).where(COMMENT.id == comment_id, COMMENT.subject_id == subject_id, is_shown())
    row = db.session.execute(found).first()
    return Line(*row) if row is not None else not_found()


def side_totals(subject_id: int) -> dict[str | None, int]:
    """How many top-level comments there are without a side, for and against."""
    found = (
        select(COMMENT.side, func.count())
        .where(COMMENT.subject_id == subject_id, COMMENT.root_id.is_(None), is_shown())
        .group_by(COMMENT.side)
    )
    return {row[0]: row[1] for row in db.session.execute(found)}


def visible_comment(comment_id: int) -> Comment:
    """A comment of a public subject, hidden ones included, with its subject and author. Raises 404."""
    found = (
        select(Comment)
        .join(Comment.subject)
        .join(User, User.id == Comment.author_id)
        .options(contains_eager(Comment.subject), contains_eager(Comment.author))
        .where(Comment.id == comment_id, Subject.visibility == PUBLIC, is_shown())
    )
    return db.session.scalar(found) or not_found()


def page_of(comment: Placed) -> int:
    """On which page of its thread an answer stands."""
    if comment.root_id is None:
        return 1
    return int(db.session.scalar(_before(), {"root": comment.root_id, "comment": comment.id}) or 0) // THREAD_PAGE + 1


@kept
def _before() -> Any:
    in_thread = COMMENT.root_id == bindparam("root", type_=Integer)
    return select(func.count()).where(in_thread, COMMENT.id < bindparam("comment", type_=Integer), is_shown())


def find_sent(author_id: int, sent_key: str) -> int:
    """The comment that the author sent with this key before."""
    mine = (COMMENT.author_id == author_id, COMMENT.sent_key == sent_key)
    return int(db.session.execute(select(COMMENT.id).where(*mine)).scalar_one())


def of_person(user_id: int, limit: int = 5000) -> list[Comment]:
    """Everything a person wrote, newest first: for their own page and the export of their data."""
    found = (
        select(Comment)
        .join(Comment.subject)
        .options(contains_eager(Comment.subject))
        .where(Comment.author_id == user_id, Comment.deleted_at.is_(None))
        .order_by(Comment.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(found))
