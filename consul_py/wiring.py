"""Three lists: areas at URLs · event → handler · panels on pages; and the jobs. The only place that knows everybody."""

from __future__ import annotations

from flask import Request

from consul_py.accounts import factor_views, own_views, registry, sessions  # noqa: F401  # two add pages
from consul_py.accounts import jobs as account_jobs
from consul_py.accounts import staff_views as people_desk
from consul_py.accounts import views as accounts
from consul_py.accounts.events import AccountDeleted
from consul_py.ballots import sealing
from consul_py.ballots.events import PollCounted
from consul_py.comments import export_queries as comment_data
from consul_py.comments import moderation_views as moderation
from consul_py.comments import panels as comment_panels
from consul_py.comments import staff_views as moderation_desk
from consul_py.comments import views as comments
from consul_py.comments.events import AppealDecided, CommentPosted, ContentHidden, ContentRestored
from consul_py.debates import panels as debate_panels
from consul_py.debates import queries as debate_queries
from consul_py.debates import staff_views as debates_desk
from consul_py.debates import views as debates
from consul_py.debates.events import DebateConcluded
from consul_py.follows import handlers as follow_handlers
from consul_py.follows import panels as follow_panels
from consul_py.follows import queries as follow_queries
from consul_py.follows import views as follows
from consul_py.kernel import file_area, files, health, mail, parking
from consul_py.kernel.authz import Person
from consul_py.kernel.events import Handler
from consul_py.kernel.i18n import gettext as _
from consul_py.kernel.jobs import Job
from consul_py.kernel.panels import PanelFunction
from consul_py.kernel.web import Area
from consul_py.measures import desk_queries as measure_desk_queries
from consul_py.measures import panels as measure_panels
from consul_py.measures import part_staff_views as _measure_parts  # noqa: F401  # it adds pages to measures_desk
from consul_py.measures import staff_views as measures_desk
from consul_py.measures import views as measures
from consul_py.measures.events import MeasureCreated, MeasureReported, MeasureSourceAdded, MeasureStatusChanged
from consul_py.municipalities import queries as municipalities
from consul_py.municipalities import staff_views as municipalities_desk
from consul_py.newsletter import archive_views as _archive  # noqa: F401  # it adds pages to newsletter.area
from consul_py.newsletter import desk_area as newsletter_desk
from consul_py.newsletter import handlers as newsletter_handlers
from consul_py.newsletter import jobs as newsletter_jobs
from consul_py.newsletter import panels as newsletter_panels
from consul_py.newsletter import queries as newsletter_queries
from consul_py.newsletter import staff_addresses as _addresses  # noqa: F401  # it adds pages to newsletter_desk
from consul_py.newsletter import staff_choices as _choices  # noqa: F401  # it adds pages to newsletter_desk
from consul_py.newsletter import staff_settings as _newsletter_settings  # noqa: F401  # it adds pages to newsletter_desk
from consul_py.newsletter import staff_views as _newsletter_desk  # noqa: F401  # it adds pages to newsletter_desk
from consul_py.newsletter import staff_writing as _newsletter_writing  # noqa: F401  # it adds pages to newsletter_desk
from consul_py.newsletter import views as newsletter
from consul_py.notifications import handlers as tell
from consul_py.notifications import jobs as notification_jobs
from consul_py.notifications import panels as notification_panels
from consul_py.notifications import queries as notification_queries
from consul_py.notifications import views as notifications
from consul_py.polls import code_staff_views as _poll_codes  # noqa: F401  # it adds pages to polls_desk
from consul_py.polls import finality, observing, part_panels
from consul_py.polls import handlers as poll_handlers
from consul_py.polls import objection_queries as objection_data
from consul_py.polls import objection_staff_views as _objections_desk  # noqa: F401  # it adds pages to polls_desk
from consul_py.polls import objection_views as _objections  # noqa: F401  # it adds pages to polls
from consul_py.polls import panels as poll_panels
from consul_py.polls import queries as poll_queries
from consul_py.polls import result_views as _poll_results  # noqa: F401  # it adds pages to polls.area
from consul_py.polls import seal_staff_views as _seal_desk  # noqa: F401  # it adds pages to polls_desk
from consul_py.polls import staff_views as polls_desk
from consul_py.polls import views as polls
from consul_py.polls import voting as _voting  # noqa: F401  # it adds pages to polls.area
from consul_py.polls.events import PollPublished
from consul_py.polls.part_events import ObjectionAnswered, PollFinal
from consul_py.processes import consultation_staff_views as consultations_desk
from consul_py.processes import panels as process_panels
from consul_py.processes import part_staff_views as _process_parts  # noqa: F401  # it adds pages to processes_desk
from consul_py.processes import queries as process_queries
from consul_py.processes import staff_views as processes_desk
from consul_py.processes import views as processes
from consul_py.processes.events import (
    ConsultationDatesAsked,
    ConsultationDatesChanged,
    ConsultationEvaluated,
    StrategyPublished,
)
from consul_py.proposals import handlers as proposal_handlers
from consul_py.proposals import panels as proposal_panels
from consul_py.proposals import queries as proposal_queries
from consul_py.proposals import staff_views as proposals_desk
from consul_py.proposals import views as proposals
from consul_py.proposals import writing as _writing  # noqa: F401  # it adds its pages to proposals.area
from consul_py.proposals.events import ProposalAnswered, ProposalsMerged, SupportThresholdReached
from consul_py.residence import desk as residence_desk
from consul_py.residence import handlers as residence_handlers
from consul_py.residence import jobs as residence_jobs
from consul_py.residence import letter_queries as residence_letters
from consul_py.residence import online_views as _residence_online  # noqa: F401  # it adds pages to residence.area
from consul_py.residence import panels as residence_panels
from consul_py.residence import queries as residence_queries
from consul_py.residence import views as residence
from consul_py.site import staff_views as site_desk
from consul_py.site import views as site
from consul_py.votes import queries as vote_queries
from consul_py.workshops import desk as workshops_desk
from consul_py.workshops import jobs as workshop_jobs
from consul_py.workshops import panels as workshop_panels
from consul_py.workshops import queries as workshop_queries
from consul_py.workshops import registration_queries
from consul_py.workshops import views as workshops
from consul_py.workshops.events import FollowUpPublished, WorkshopAnnounced


def areas() -> list[Area]:
    """Every area, public ones first."""
    return [
        site.area,
        site_desk.area,
        accounts.area,
        accounts.languages,
        people_desk.area,
        residence.area,
        residence_desk.area,
        processes.area,
        processes.consultations,
        processes_desk.area,
        consultations_desk.area,
        municipalities_desk.area,
        proposals.area,
        proposals_desk.area,
        comments.area,
        moderation.area,
        moderation_desk.area,
        follows.area,
        debates.area,
        debates_desk.area,
        polls.area,
        polls_desk.area,
        measures.area,
        measures_desk.area,
        newsletter.area,
        newsletter_desk.area,
        notifications.area,
        workshops.area,
        workshops_desk.area,
        file_area.area,
        health.area,
    ]


def handlers() -> list[tuple[type, Handler]]:
    """Event → handler, called inside the transaction that emits the event."""
    return [
        (ConsultationDatesAsked, poll_handlers.on_dates),
        (ConsultationEvaluated, poll_handlers.on_evaluation),
        (ConsultationEvaluated, newsletter_handlers.on_evaluation),
        (FollowUpPublished, newsletter_handlers.on_follow_up),
        (StrategyPublished, newsletter_handlers.on_strategy),
        (WorkshopAnnounced, newsletter_handlers.on_workshop),
        (MeasureCreated, newsletter_handlers.on_measure),
        (MeasureStatusChanged, newsletter_handlers.on_measure),
        (ConsultationEvaluated, tell.on_evaluation),
        (ConsultationDatesChanged, tell.on_dates),
        (CommentPosted, tell.on_comment),
        (ContentHidden, tell.on_hidden),
        (ContentRestored, tell.on_restored),
        (AppealDecided, tell.on_appeal),
        (SupportThresholdReached, tell.on_threshold),
        (ProposalAnswered, tell.on_answer),
        (ProposalsMerged, tell.on_merge),
        (DebateConcluded, tell.on_conclusion),
        (FollowUpPublished, tell.on_follow_up),
        (MeasureCreated, tell.on_measure),
        (MeasureSourceAdded, tell.on_measure_source),
        (MeasureStatusChanged, tell.on_measure_status),
        (MeasureReported, tell.on_measure_report),
        (PollPublished, observing.on_published),
        (ObjectionAnswered, tell.on_objection_answered),
        (PollCounted, tell.on_counted),
        (PollFinal, tell.on_poll_final),
        (AccountDeleted, residence_handlers.on_account_deleted),
        (AccountDeleted, tell.on_account_deleted),
        (AccountDeleted, follow_handlers.on_account_deleted),
        (AccountDeleted, proposal_handlers.on_account_deleted),
    ]


def panels() -> list[tuple[str, PanelFunction]]:
    """Slot → panel function."""
    return [
        ("desk_work", process_panels.desk_work),
        ("process", proposal_panels.process),
        ("process", poll_panels.process_panel),
        ("consultation", poll_panels.consultation_panel),
        ("consultation", proposal_panels.consultation),
        ("account", residence_panels.account),
        ("me", proposal_panels.me),
        ("desk_work", proposal_panels.desk_work),
        ("subject", comment_panels.talk),
        ("me", comment_panels.my_comments),
        ("desk_work", part_panels.work),
        ("subject", part_panels.objections),
        ("desk_poll", part_panels.observers),
        ("desk_work", comment_panels.reports_waiting),
        ("subject_aside", follow_panels.acts),
        ("process", follow_panels.process_act),
        ("me", follow_panels.my_follows),
        ("process", debate_panels.of_process),
        ("consultation", debate_panels.of_consultation),
        ("me", debate_panels.mine),
        ("desk_work", debate_panels.waiting),
        ("process", workshop_panels.process),
        ("me", workshop_panels.me),
        ("desk_work", workshop_panels.desk_work),
        ("desk_work", newsletter_panels.work),
        ("desk_running", newsletter_panels.running),
        ("me", newsletter_panels.me),
        ("desk_process", newsletter_panels.of_process),
        ("me", notification_panels.me),
        ("subject", measure_panels.subject_trail),
        ("follow_up", measure_panels.follow_up),
        ("me", measure_panels.mine),
        ("process", measure_panels.process_measures),
        ("desk_work", measure_panels.work),
    ]


def jobs() -> list[Job]:
    """What the worker does every minute, and what a bell wakes."""
    return [
        Job("accounts", account_jobs.sweep),
        residence_jobs.JOB,
        workshop_jobs.JOB,
        Job("mail", mail.send_due, lane="mail"),
        Job("mail.sweep", mail.sweep),
        Job("parking.sweep", parking.sweep),
        Job("files.sweep", files.sweep),
        *newsletter_jobs.JOBS,
        notification_jobs.JOB,
        sealing.JOB,
        finality.JOB,
    ]


def checks() -> list[str]:
    """What `consul-py doctor` asks besides the kernel's own questions; imported only then."""
    return ["consul_py.polls.checking:check"]


def scopes() -> list[registry.Scope]:
    """What a role can be limited to."""
    return [
        registry.Scope("process", lambda: _("Process"), process_queries.scope_choices, process_queries.id_by_slug),
        registry.Scope("municipality", lambda: _("Municipality"), municipalities.choices, municipalities.find_by_ags),
        registry.Scope("workshop", lambda: _("Workshop"), workshop_queries.choices, workshop_queries.find_by_word),
    ]


def person_data() -> list[tuple[str, registry.PersonData]]:
    """What each domain knows about a person, for the download of one's own data: name of the part → function(user id)."""
    return [
        ("residence", residence_queries.data_of),
        ("residence_letters", residence_letters.data_of),
        ("proposals", proposal_queries.data_of),
        ("votes", vote_queries.data_of),
        ("comments", comment_data.data_of),
        ("follows", follow_queries.data_of),
        ("debates", debate_queries.data_of),
        ("polls", poll_queries.data_of),
        ("objections", objection_data.data_of),
        ("workshops", registration_queries.data_of),
        ("measures", measure_desk_queries.data_of),
        ("notifications", notification_queries.data_of),
        ("newsletter", newsletter_queries.data_of),
    ]


def load_person(asked: Request) -> Person | None:
    """The signed-in person of a request, for flask-login; what every page shows of them is read with the session."""
    return sessions.load(asked, notification_queries.unread_of)
