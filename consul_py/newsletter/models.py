"""Subscriptions with their proof of consent, issues with their frozen texts, and one row per delivery."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consul_py.kernel.db import Base

OPENINGS, CLOSING, RESULTS, MEASURES, LETTERS = "openings", "closing", "results", "measures", "letters"
KINDS = (
    OPENINGS,
    CLOSING,
    RESULTS,
    MEASURES,
)  # a person's choice; letters written by hand go to everybody they concern

OPENED, CLOSES_SOON, EVALUATED = "opened", "closes_soon", "evaluated"  # of a consultation
WORKSHOP, FOLLOW_UP, MEASURE, STRATEGY = "workshop", "follow_up", "measure", "strategy"
BY_HAND, DIGEST = "by_hand", "digest"
TRIGGERS = (OPENED, CLOSES_SOON, EVALUATED, WORKSHOP, FOLLOW_UP, MEASURE, STRATEGY)  # facts that staff may steer
AUTOMATIC, APPROVAL, OFF = CHOICES = ("automatic", "approval", "off")  # what a trigger does in a process
PREPARED, SENDING, PAUSED, SENT, DROPPED = "prepared", "sending", "paused", "sent", "dropped"

QUEUED, TAKEN, ACCEPTED, DEFERRED = "queued", "sending", "accepted", "deferred"
FAILED, UNCERTAIN, SUPPRESSED, BOUNCED = "failed", "uncertain", "suppressed", "bounced"
WAITING = (QUEUED, DEFERRED, UNCERTAIN)  # a worker will still try these
DELIVERY_STATES = (QUEUED, TAKEN, ACCEPTED, DEFERRED, FAILED, UNCERTAIN, SUPPRESSED, BOUNCED)


class Subscription(Base):
    """An address that wants news. Receives only while confirmed, not left and not suppressed.

    `leave_token` (128 random bits) is in every issue; `mark` is a random word that makes message ids stable and is
    no secret. `asked` holds the times of the last mails that a visitor made us send, to bound them.
    `weekly` gathers the news of a week in one mail. `domain` is the receiving host in lower case, for its pace.
    When staff remove an address, `email` is emptied and `email_key` keeps only its hash, so that no import revives it.
    """

    __tablename__ = "subscription"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    language: Mapped[str] = mapped_column(String(8), default="de")
    leave_token: Mapped[str] = mapped_column(String(32), unique=True)
    mark: Mapped[str] = mapped_column(String(24), unique=True)
    everything: Mapped[bool] = mapped_column(default=True)  # all processes; otherwise what `interests` names
    wants_openings: Mapped[bool] = mapped_column(default=True)
    wants_closing: Mapped[bool] = mapped_column(default=True)
    wants_results: Mapped[bool] = mapped_column(default=True)
    wants_measures: Mapped[bool] = mapped_column(default=True)
    weekly: Mapped[bool] = mapped_column(default=False)
    domain: Mapped[str] = mapped_column(String(254), default="", index=True)
    asked: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(index=True)
    confirmed_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    suppressed_at: Mapped[datetime | None]
    suppressed_reason: Mapped[str] = mapped_column(String(300), default="")

    interests: Mapped[list[SubscriptionInterest]] = relationship(
        cascade="all, delete-orphan", order_by="SubscriptionInterest.id"
    )
    consents: Mapped[list[SubscriptionConsent]] = relationship(
        cascade="all, delete-orphan", order_by="SubscriptionConsent.id"
    )

    @property
    def receives(self) -> bool:
        return self.confirmed_at is not None and self.left_at is None and self.suppressed_at is None

    @property
    def kinds(self) -> list[str]:
        return [kind for kind in KINDS if getattr(self, f"wants_{kind}")]

    @property
    def scopes(self) -> list[str]:
        """The chosen processes, topic fields and municipalities, as the form names them: `topic:3`."""
        return [interest.scope for interest in self.interests]


class SubscriptionInterest(Base):
    """One process, topic field or municipality that a person wants to hear about."""

    __tablename__ = "subscription_interest"

    id: Mapped[int] = mapped_column(primary_key=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id", ondelete="CASCADE"))
    process_id: Mapped[int | None] = mapped_column(ForeignKey("process.id", ondelete="CASCADE"), index=True)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic_field.id", ondelete="CASCADE"), index=True)
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id", ondelete="CASCADE"), index=True)

    __table_args__ = (
        CheckConstraint(
            "(process_id IS NOT NULL AND topic_id IS NULL AND municipality_id IS NULL)"
            " OR (process_id IS NULL AND topic_id IS NOT NULL AND municipality_id IS NULL)"
            " OR (process_id IS NULL AND topic_id IS NULL AND municipality_id IS NOT NULL)",
            name="one_scope",
        ),
        UniqueConstraint("subscription_id", "process_id"),
        UniqueConstraint("subscription_id", "topic_id"),
        UniqueConstraint("subscription_id", "municipality_id"),
    )

    @property
    def scope(self) -> str:
        if self.process_id is not None:
            return f"process:{self.process_id}"
        return f"topic:{self.topic_id}" if self.topic_id is not None else f"municipality:{self.municipality_id}"


class SubscriptionConsent(Base):
    """One declaration of consent and its proof; kept after leaving. The token's hash finds it from the mail's link.

    `wanted` are the interests as asked for; they count once this very declaration is confirmed.
    """

    __tablename__ = "subscription_consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id", ondelete="CASCADE"), index=True)
    wording: Mapped[str] = mapped_column(Text)
    wording_sha256: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8))
    source: Mapped[str] = mapped_column(String(120))  # which form or list
    wanted: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    token_sha256: Mapped[str | None] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    message_id: Mapped[str] = mapped_column(String(120), default="")
    smtp_answer: Mapped[str] = mapped_column(String(500), default="")


class Mailing(Base):
    """One issue. Its fact (trigger with consultation or subject) is unique: it is told once.

    `scheduled_at` is when a prepared issue is released by itself. Where the settings ask for a second person,
    `approved_by_id` is somebody else than the author; a change of the text takes the approval back.
    `period` is the ISO week of a digest, such as `2026-W47`; `measure_change_id` and `document_id` are what is told.
    `hold_until` is set while the relay cannot be reached: nobody needs to press anything, the worker tries again then.
    `note` says why it is paused, held or was dropped, with the relay's words.
    """

    __tablename__ = "mailing"

    id: Mapped[int] = mapped_column(primary_key=True)
    trigger: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(200))
    slug: Mapped[str] = mapped_column(String(80))
    process_id: Mapped[int | None] = mapped_column(ForeignKey("process.id"), index=True)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic_field.id"))
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    consultation_id: Mapped[int | None] = mapped_column(ForeignKey("consultation.id"))
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"))
    measure_change_id: Mapped[int | None] = mapped_column(ForeignKey("measure_change.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("process_document.id", ondelete="SET NULL"))
    period: Mapped[str | None] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(8), default=PREPARED)
    note: Mapped[str] = mapped_column(String(500), default="")
    hold_until: Mapped[datetime | None]
    source: Mapped[str] = mapped_column(Text, default="")  # Markdown, of issues written by hand
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    scheduled_at: Mapped[datetime | None]
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    released_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    texts: Mapped[list[MailingText]] = relationship(cascade="all, delete-orphan", order_by="MailingText.language")

    __table_args__ = (
        UniqueConstraint("trigger", "consultation_id"),
        UniqueConstraint("trigger", "subject_id"),
        UniqueConstraint("trigger", "measure_change_id"),
        UniqueConstraint("trigger", "document_id"),
        UniqueConstraint("trigger", "period"),
        CheckConstraint("state IN ('prepared', 'sending', 'paused', 'sent', 'dropped')", name="state"),
        CheckConstraint(
            "trigger IN ('opened', 'closes_soon', 'evaluated', 'workshop', 'follow_up', 'measure', 'by_hand', 'digest',"
            " 'strategy')",
            name="trigger",
        ),
        CheckConstraint("kind IN ('openings', 'closing', 'results', 'measures', 'letters')", name="kind"),
        Index("ix_mailing_archive", "state", "released_at", "id"),
    )

    @property
    def is_public(self) -> bool:
        """In the archive once it went out."""
        return self.released_at is not None


class MailingText(Base):
    """What is sent in one language, frozen at release; a reader's own addresses are places in it, see `content`."""

    __tablename__ = "mailing_text"

    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(8))
    subject: Mapped[str] = mapped_column(String(300))
    web_html: Mapped[str] = mapped_column(Text)  # the content alone, for the archive
    body_text: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))

    __table_args__ = (UniqueConstraint("mailing_id", "language"),)


class Delivery(Base):
    """One issue to one address. `lease_by` names the batch a worker took it with, `lost` counts leases that ran out."""

    __tablename__ = "delivery"

    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id"))
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default=QUEUED)
    message_id: Mapped[str] = mapped_column(String(120))
    attempts: Mapped[int] = mapped_column(default=0)
    lost: Mapped[int] = mapped_column(default=0)
    first_try_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime]
    lease_by: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    mailing: Mapped[Mailing] = relationship()
    subscription: Mapped[Subscription] = relationship()

    __table_args__ = (
        UniqueConstraint("mailing_id", "subscription_id"),
        CheckConstraint(
            "state IN ('queued', 'sending', 'accepted', 'deferred', 'failed', 'uncertain', 'suppressed', 'bounced')",
            name="state",
        ),
        Index("ix_delivery_due", "state", "next_try_at", "id"),
        Index("ix_delivery_of_mailing", "mailing_id", "state", "id"),
        Index("ix_delivery_lease", "lease_by"),
    )
