"""What staff do with proposals: answer, correct an answer, merge duplicates. Every act is in the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from consul_py.kernel import audit
from consul_py.kernel.db import db
from consul_py.kernel.events import emit
from consul_py.kernel.refusal import Refused, ensure
from consul_py.kernel.text import html_from_markdown
from consul_py.proposals import queries, rules
from consul_py.proposals.events import ProposalAnswered, ProposalsMerged
from consul_py.proposals.models import Proposal, ProposalAnswer
from consul_py.proposals.service import mark_threshold
from consul_py.subjects.models import WITHDRAWN
from consul_py.votes import queries as votes
from consul_py.votes import service as voting
from consul_py.votes.models import FOR


@dataclass(frozen=True)
class Answer:
    """What the district says."""

    decision: str
    answer: str
    forwarded_to: str = ""
    responsible_unit: str = ""
    cost_note: str = ""
    decided_by_note: str = ""
    reason: str = ""  # of a correction


def answer(proposal: Proposal, said: Answer, now: datetime) -> None:
    """Answer a proposal; an earlier answer is kept beside, with the reason why it changed."""
    ensure(rules.can_answer(proposal))
    corrected = proposal.answered_at is not None
    for refusal in rules.complete_answer(said.decision, said.forwarded_to, corrected, said.reason).values():
        raise Refused(refusal)
    if corrected:
        _keep(proposal, said.reason, now)
        proposal.corrected_at = now
    proposal.answered_at = now
    proposal.decision, proposal.answer = said.decision, said.answer
    proposal.answer_html = html_from_markdown(said.answer)
    proposal.forwarded_to, proposal.responsible_unit = said.forwarded_to, said.responsible_unit
    proposal.cost_note, proposal.decided_by_note = said.cost_note, said.decided_by_note
    verb = "proposal.answer_corrected" if corrected else "proposal.answered"
    audit.record(verb, "proposal", proposal.id, proposal.title, reason=said.reason, decision=said.decision)
    emit(ProposalAnswered(proposal.id, proposal.author_id, proposal.title, said.decision, corrected))


def _keep(proposal: Proposal, reason: str, now: datetime) -> None:
    assert proposal.decision is not None
    assert proposal.answered_at is not None
    db.session.add(
        ProposalAnswer(
            proposal_id=proposal.id,
            decision=proposal.decision,
            answer=proposal.answer,
            answer_html=proposal.answer_html,
            answered_at=proposal.answered_at,
            replaced_at=now,
            reason=reason,
        )
    )


def merge(one: Proposal, into: Proposal, reason: str, now: datetime) -> int:
    """Merge `one` into another proposal; answers how many supporters came over that had not supported it before.

    Both are held before anybody asks who supports: a support is either carried over, or finds the proposal merged.
    """
    queries.hold_both(one, into)
    ensure(rules.can_merge(one, into, one.id == into.id, one.process_id == into.process_id))
    one.visibility, one.merged_into_id, one.merged_at = WITHDRAWN, into.id, now
    db.session.flush()
    supporters = votes.voter_ids(one.id, FOR)
    carried = voting.carry_over(one.id, into, FOR)
    mark_threshold(into, now)
    audit.record("proposal.merged", "proposal", one.id, one.title, reason=reason, into=into.id, carried=carried)
    emit(ProposalsMerged(one.id, into.id, one.title, into.title, one.author_id, tuple(supporters)))
    return carried
