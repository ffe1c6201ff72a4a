"""What a municipality's facts must look like."""

from __future__ import annotations

from consul_py.kernel.refusal import N_, Refusal

NAME_TAKEN = Refusal("name_taken", N_("There is a municipality with this name already."))
AGS_TAKEN = Refusal("ags_taken", N_("Another municipality has this official key already."))
BAD_AGS = Refusal("bad_ags", N_("The official key has eight digits."))
HALF_PLACE = Refusal("half_place", N_("Please enter both coordinates, or none."))


def sound(ags: str | None, latitude: float | None, longitude: float | None) -> tuple[str, Refusal] | None:
    """The field that is wrong and why; None when all is well. Facts may be missing, but not half."""
    if ags and not (ags.isascii() and ags.isdigit() and len(ags) == 8):
        return "ags", BAD_AGS
    if (latitude is None) != (longitude is None):
        return ("latitude" if latitude is None else "longitude"), HALF_PLACE
    return None
