"""What pages show of follows: the small acts beside a subject, a process, and the own list."""

from __future__ import annotations

from flask import url_for

from consul_py.follows import queries
from consul_py.kernel.authz import Person
from consul_py.kernel.panels import Panel
from consul_py.processes.line_queries import Frame
from consul_py.subjects.links import subject_path
from consul_py.subjects.models import Subject


def acts(subject: Subject, who: Person) -> Panel:
    """Follow, print, report: in one row. Some subjects bring along whether they are followed."""
    on = getattr(subject, "followed", None)
    if on is None:
        on = queries.follows(who.id, subject_id=subject.id)
    context = {
        "on": on,
        "count": subject.follow_count,
        "url": url_for("follows.unfollow" if on else "follows.follow", id=subject.id),
        "report_url": url_for("comments.report", kind="subjects", id=subject.id),
        "signed_in": who.is_signed_in,
    }
    return Panel("follows/_acts.html", context, order=20)


def process_act(process: Frame, who: Person) -> Panel:
    """Follow a process."""
    on, number = queries.following_of_process(who.id, process.id)
    context = {
        "on": on,
        "count": number,
        "url": url_for("follows.unfollow_process" if on else "follows.follow_process", slug=process.slug),
        "signed_in": who.is_signed_in,
        "aside": True,  # beside the facts of the process, not a section of its page
    }
    return Panel("follows/_process.html", context, order=90)


def my_follows(who: Person) -> Panel | None:
    """What the person follows."""
    if who.id is None:
        return None
    followed = queries.followed_by(who.id)
    processes = [(process.title, url_for("processes.show", slug=process.slug)) for process in followed.processes]
    entries = processes + [(subject.title, subject_path(subject)) for subject in followed.subjects]
    return Panel("follows/_mine.html", {"entries": entries}, order=80) if entries else None
