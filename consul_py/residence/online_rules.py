"""What can go wrong with a provider, in words for the person; how much its answer is worth."""

from __future__ import annotations

from consul_py.kernel.refusal import N_, Refusal

SIGNED = ("RS", "ES", "PS", "Ed")  # kinds of signatures with a public key

NOT_SET_UP = Refusal(
    "not_set_up",
    N_("The online proof is not set up completely. Nothing has changed. Please choose another way, or tell us."),
    status=503,
)
NO_ANSWER = Refusal(
    "no_answer",
    N_("The provider does not answer just now. Nothing has changed. Please try again later, or choose another way."),
    status=503,
)
BAD_ANSWER = Refusal(
    "bad_answer",
    N_("The provider's answer could not be checked. Nothing has changed. Please start again."),
    status=502,
)
INCOMPLETE = Refusal(
    "incomplete",
    N_("The provider did not tell name, date of birth and place. Nothing has changed. Please choose another way."),
    status=422,
)
OUTSIDE = Refusal(
    "outside",
    N_("The address that the provider told lies outside the district. Nothing has changed."),
    status=422,
)
STOPPED = Refusal("stopped", N_("You stopped at the provider. Nothing has changed."), status=409)
FORGED = Refusal(
    "forged",
    N_("This answer belongs to no proof that you started here. Nothing has changed. Please start again."),
    status=400,
)
SPENT = Refusal("spent", N_("This answer was taken over already, or it is too old. Please start again."), status=410)


def level_of(acr: str) -> str:
    """eIDAS and BundID tell how surely somebody is known; what tells nothing is basic."""
    high = ("substantial", "high", "level-3", "level-4")
    return "substantial" if acr.lower().endswith(high) else "basic"
