"""docs/mails.md: every mail, when it is sent, and its pictures."""

from __future__ import annotations

from pathlib import Path

from tests.mails.samples import Sample

PAGE = Path("docs/mails.md")
INTRO = """\
# Mails

Every mail of consul_py, as a reader sees it: on the left on a wide screen in light colours, on the right on a phone of 320 px
in the dark. This page is written by `make mail-pictures`.

**How a mail is made.** `templates/mail/<room>/<name>/` holds `body.mjml` (the source, [MJML](https://documentation.mjml.io/)
with Jinja inside), `body.html` (made from it by `make mails`, committed, never edited), `body.txt` (the text part, written by
hand, complete without the HTML part) and `subject.txt`. What all share: `_head.mjml` (type, colours, dark mode), `_brand.mjml`,
`_imprint.mjml`, `_frame.txt`; each `body.html` includes what is made from them, `_head.html`, `_top.html` and `_end.html`.
Colours follow the hue that the district chose at the desk; the palette is reckoned in `kernel/palette.py`. Words are English
in the source and German from the catalogue, as on pages.

**What is held by tests** (`pytest tests/mails`): subject, text and HTML of each mail in both languages are as in
`tests/mails/snapshots` (`make mails` takes over what is meant); the HTML fits its source; a whole message stays below 102 KB,
where Gmail cuts off (the largest is {largest:.0f} KB); nothing is loaded from anywhere and no form or script is inside; every
link is a whole address, and all of them, like all words, are in the text part, too; lines of the text part end at 72; at 320 px
nothing runs over the edge; every text has a contrast of 4.5 or more in light and in dark colours; axe finds nothing (WCAG 2.2,
A and AA).

**A new mail**: add the four files and a sample to `tests/mails/samples.py`, run `make mails`, look at the difference,
run `make mail-pictures`, look at the pictures.
"""
ABOUT = {
    "accounts/confirm": "After registration: the address must be confirmed.",
    "accounts/known": "Somebody registers with an address that has an account. The page says the same as for a new one.",
    "accounts/email": "To the new address, when somebody changes theirs.",
    "accounts/reset": "A new password was asked for.",
    "accounts/deleted": "The last mail of an account.",
    "residence/ending": "A proof of residence ends in 30 days.",
    "accounts/notice": "Something about an account changed; one mail for each of eight reasons.",
    "notifications/news": "News of what somebody wrote, supports or follows.",
    "workshops/confirm": "A registration without an account, to be confirmed.",
    "workshops/registered": "The seat is sure; the calendar entry is attached.",
    "workshops/waiting": "All seats are taken.",
    "workshops/already": "Somebody registers twice.",
    "workshops/moved_up": "A seat became free.",
    "workshops/changed": "Time, place or anything else that matters has changed.",
    "workshops/cancelled": "The workshop does not take place.",
    "workshops/follow_up": "The follow-up was published.",
    "ballots/observer": "Somebody outside observes a poll: what they do, with its checksum and the public keys.",
    "ballots/checkpoint": "To every observer, with each checkpoint: the published line, letter by letter.",
    "newsletter/confirm": "The newsletter was ordered (double opt-in); free of anything else.",
    "newsletter/known": "It was ordered for an address that has it.",
    "newsletter/issue": "An issue of the newsletter: about a fact, or written by hand.",
    "newsletter/digest": "The week in one mail.",
}


def write(samples: list[Sample], subjects: dict[str, str], largest: int) -> None:
    parts = [INTRO.format(largest=largest / 1024)]
    before = ""
    for sample in samples:
        if sample.template != before:
            parts.append(f"## {sample.template}\n\n{ABOUT[sample.template]}\n")
            before = sample.template
        pictures = [
            f'<img src="pictures/mails/{sample.name}-{look}.png" alt="{subjects[sample.name]}, {colours}" width="{width}">'
            for look, colours, width in (("light", "light", 440), ("dark", "dark, on a phone", 220))
        ]
        parts.append(f"**{subjects[sample.name]}**\n\n{' '.join(pictures)}\n")
    PAGE.write_text("\n".join(parts), "utf-8")
