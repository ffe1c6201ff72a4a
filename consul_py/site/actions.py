"""Words for the acts in the audit log."""

from __future__ import annotations

from consul_py.kernel.i18n import lazy_gettext as _l

ACTIONS = {
    "process.create": _l("Process created"),
    "process.edit": _l("Process edited"),
    "process.publish": _l("Process published"),
    "process.complete": _l("Process completed"),
    "process.municipalities": _l("Municipalities chosen"),
    "process.part.add": _l("Entry added"),
    "process.part.edit": _l("Entry edited"),
    "process.part.remove": _l("Entry deleted"),
    "process.part.move": _l("Entry moved"),
    "process.document.add": _l("Document added"),
    "consultation.create": _l("Consultation created"),
    "consultation.edit": _l("Consultation edited"),
    "consultation.publish": _l("Consultation published"),
    "consultation.dates": _l("Dates changed"),
    "consultation.evaluation": _l("Evaluation saved"),
    "consultation.evaluate": _l("Evaluation published"),
    "municipality.create": _l("Municipality added"),
    "municipality.edit": _l("Municipality edited"),
    "proposal.answered": _l("Proposal answered"),
    "proposal.answer_corrected": _l("Answer to a proposal corrected"),
    "proposal.merged": _l("Proposals merged"),
    "site.settings": _l("Settings saved"),
    "site.page": _l("Page edited"),
    "people.grant": _l("Role given"),
    "people.revoke": _l("Role taken back"),
    "people.reset_second_factor": _l("Second factor taken away"),
    "people.close": _l("Account closed"),
    "people.reopen": _l("Account opened again"),
    "newsletter.write": _l("Issue written"),
    "newsletter.edit": _l("Issue changed"),
    "newsletter.discard": _l("Issue discarded"),
    "newsletter.send": _l("Issue sent"),
    "newsletter.pause": _l("Sending paused"),
    "newsletter.resume": _l("Sending resumed"),
    "newsletter.retry": _l("Failed deliveries tried again"),
    "newsletter.suppress": _l("Address blocked"),
    "newsletter.unsuppress": _l("Address allowed again"),
    "newsletter.remove": _l("Address removed"),
    "workshop.create": _l("Workshop created"),
    "workshop.edit": _l("Workshop changed"),
    "workshop.agenda": _l("Agenda changed"),
    "workshop.announce": _l("Workshop announced"),
    "workshop.cancel": _l("Workshop cancelled"),
    "workshop.discard": _l("Draft of a workshop deleted"),
    "workshop.people": _l("List of people changed"),
    "follow_up.edit": _l("Follow-up edited"),
    "follow_up.publish": _l("Follow-up published"),
    "follow_up.correct": _l("Correction of a follow-up published"),
    "measures.create": _l("Measure created"),
    "measures.change": _l("Texts of the measure changed"),
    "measures.status": _l("Status changed"),
    "measures.report": _l("Report published"),
    "measures.milestone": _l("Milestone saved"),
    "measures.milestone_delete": _l("Milestone deleted"),
    "measures.source_add": _l("Source linked"),
    "measures.source_remove": _l("Source removed"),
}


def action_name(action: str) -> str:
    """An act in the reader's language; one without words of its own is named as it is stored."""
    return str(ACTIONS.get(action, action))
