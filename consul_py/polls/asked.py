"""A question as the desk sent it: fields and files read before any lock is held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import FileStorage

from consul_py.kernel import files
from consul_py.kernel.i18n import sentence
from consul_py.kernel.refusal import Refused
from consul_py.polls.forms import QuestionForm
from consul_py.polls.service import Answer, Question


@dataclass
class Sent:
    """The form, and the question it makes; None when something in it is wrong."""

    form: QuestionForm
    question: Question | None


def read() -> Sent:
    """Read and check the form; pictures are decoded and written anew here."""
    form = QuestionForm.read()
    right = form.validate()
    answers = [_answer(entry) for entry in form.written()]
    if not right or any(entry.form.errors for entry in form.answers):
        form.offer_more()
        return Sent(form, None)
    return Sent(form, Question(
        title=form.title.data, description=form.description.data, kind=form.kind.data,
        minimum=form.minimum.data or 1, maximum=form.maximum.data or 1, points=form.points.data or 0,
        method=form.method.data or "", answers=answers,
    ))  # fmt: skip


def _answer(entry: Any) -> Answer:
    number = entry.number.data or ""
    return Answer(
        title=entry.title.data, description=entry.description.data,
        id=int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None,
        picture=_content(entry.picture, files.read_picture), document=_content(entry.document, files.read_pdf),
        drop_picture=entry.drop_picture.data, drop_document=entry.drop_document.data,
    )  # fmt: skip


def _content(field: Any, reader: Any) -> files.Content | None:
    """What was uploaded; a refusal stands at its field."""
    upload = field.data
    if not isinstance(upload, FileStorage) or not upload.filename:
        return None
    try:
        content: files.Content = reader(upload)
    except Refused as refused:
        field.errors = [*field.errors, sentence(refused.refusal)]
        return None
    return content
