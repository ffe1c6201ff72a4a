"""Every mail says the same as when somebody last looked, in two languages and two parts, and holds what mails must."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest

from consul_py.build import mails as build
from consul_py.kernel.folding import WIDTH
from consul_py.kernel.mail import render
from consul_py.newsletter.models import BY_HAND, TRIGGERS
from tests.mails import snapshots
from tests.mails.page import PAGE
from tests.mails.pictures import LOOKS, PICTURES
from tests.mails.samples import AT, BASE, WORKSHOP, Mail, message, samples, staged

CLIPPED = 102 * 1024  # Gmail shows no more of a mail
MAILS = Path(build.MAILS)


class Seen(HTMLParser):
    """What a reader sees and follows. What is only for Outlook is a comment.

    `parts` are the words without the h1, which the subject says, and without labels of links, which lead to addresses.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.tables: list[dict[str, str | None]] = []
        self.headings = 0
        self.parts: list[str] = []
        self._within: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "a":
            self.links.append(values.get("href") or "")
        if tag == "table":
            self.tables.append(values)
        self.loaded += [f"{tag} {name}" for name in values if name in ("src", "srcset", "background", "data", "poster")]
        self.loaded += [tag] if tag in ("link", "script", "img", "iframe", "object", "video", "form") else []
        self.headings += tag == "h1"
        if tag in ("p", "h1", "h2", "h3", "li", "th", "td"):
            self.parts.append("")
        if tag == "br":
            self.handle_data(" ")
        self._within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._within and self._within.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.parts and not {"a", "h1", "style"} & set(self._within):
            self.parts[-1] += data


def words(text: str) -> str:
    """Words alone, so that line ends and marks of lists do not count."""
    return " ".join(re.findall(r"[\w’']+", text.casefold()))


def test_mails_are_as_when_somebody_last_looked(migrated) -> None:
    """`python -m tests.mails.snapshots` takes over what is meant."""
    now = snapshots.rendered(migrated)
    kept = {path.name: path.read_text("utf-8") for path in snapshots.FOLDER.iterdir()}
    assert sorted(now) == sorted(kept)
    assert not [name for name in now if now[name] != kept[name]]


def test_all_mails_share_one_head(mails) -> None:
    assert len({snapshots.head(mail) for mail in mails.values()}) == 1


def test_every_template_of_a_mail_has_a_sample_and_a_source() -> None:
    folders = {str(path.parent.relative_to(MAILS)) for path in MAILS.rglob("subject.txt")}
    folders |= {str(path.parent.relative_to(MAILS)) for path in MAILS.rglob("body.*")}
    assert folders == {sample.template for sample in samples()}
    for folder in folders:
        for name in ("body.mjml", "body.html", "body.txt"):
            assert (MAILS / folder / name).is_file(), f"{folder}/{name}"


def test_every_trigger_of_the_newsletter_has_a_sample() -> None:
    names = {sample.name for sample in samples()}
    assert {f"newsletter-issue-{trigger}" for trigger in (*TRIGGERS, BY_HAND)} <= names


def test_the_html_templates_are_what_their_sources_make() -> None:
    """`make mails` compiles them."""
    assert not build.stale_of(build.templates())


def test_what_all_mails_share_is_written_once() -> None:
    marks = ("</head>", "site.claim", "site.imprint")
    made = build.templates()
    for name, mark in zip(build.SHARED, marks, strict=True):
        assert [str(path.relative_to(MAILS)) for path, text in made.items() if mark in text] == [name]


SOURCE = """<mjml><mj-head><mj-style inline="inline">p { color: red; } .x, .y { color: blue }</mj-style></mj-head>
<mj-body><mj-section><mj-column><mj-text>
<p>eins</p><p class="y" style="margin:0">zwei</p>
</mj-text></mj-column></mj-section></mj-body></mjml>"""


@pytest.fixture
def source(tmp_path, monkeypatch) -> Path:
    """A source of its own beside another, compiled."""
    monkeypatch.setattr(build, "MAILS", tmp_path)
    monkeypatch.setattr(build, "ROOT", tmp_path)
    path = Path(tmp_path / "body.mjml")
    path.write_text(SOURCE)
    (tmp_path / "other.mjml").write_text(SOURCE.replace("eins", "uno").replace("zwei", "due"))
    assert build.main([]) == 0
    return path


def test_styles_of_tags_and_classes_go_into_the_tags_and_the_nearest_counts(source) -> None:
    made = source.with_suffix(".html").read_text()
    assert '<p style="color:red">eins</p>' in made
    assert '<p class="y" style="color:blue;margin:0">zwei</p>' in made


def test_a_changed_source_is_noticed(source, capsys) -> None:
    assert build.main(["check"]) == 0
    source.write_text(SOURCE.replace("zwei", "drei"))
    assert build.main(["check"]) == 1
    assert "body.html does not fit its source: run make mails" in capsys.readouterr().err


@pytest.mark.parametrize("name", build.SHARED)
def test_a_changed_shared_part_is_noticed_and_mended(source, capsys, name) -> None:
    part = source.with_name(name)
    before = part.read_text()
    part.write_text(before + "<p>Mehr</p>\n")
    assert build.main(["check"]) == 1
    assert f"{name} does not fit" in capsys.readouterr().err
    assert build.main([]) == 0
    assert part.read_text() == before


def test_a_mail_with_styles_of_its_own_is_refused(source, capsys) -> None:
    own = "<mj-style>.mine { color: red }</mj-style></mj-head>"
    source.write_text(SOURCE.replace("</mj-head>", own))
    assert build.main([]) == 1
    assert "_head.mjml" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["<mjml><mj-body>", SOURCE.replace("mj-text", "mj-txt"), '<mj-include path="no" />'])
def test_a_source_that_is_no_mjml_is_refused_by_name(source, capsys, text) -> None:
    source.write_text(text)
    assert build.main([]) == 1
    assert "body.mjml" in capsys.readouterr().err


def test_a_mail_is_not_clipped(letter: Mail, migrated) -> None:
    with staged(migrated):
        assert len(message(letter).as_bytes()) < CLIPPED


def test_every_mail_is_shown_in_the_docs_with_both_pictures() -> None:
    """`make mail-pictures` writes the page and the pictures."""
    page = PAGE.read_text("utf-8")
    for sample in samples():
        for look in LOOKS:
            name = f"{sample.name}-{look}.png"
            assert f"pictures/mails/{name}" in page
            assert (PICTURES / name).is_file()
    assert sum(path.stat().st_size for path in PICTURES.iterdir()) < 1.5 * 1024 * 1024


def test_what_people_typed_stays_text(migrated) -> None:
    odd = '<img src=x onerror=alert(1)>"\r\nBcc: all@example.org'
    workshop = SimpleNamespace(**vars(WORKSHOP) | {"title": odd, "place": odd})
    with staged(migrated):
        context = AT | {"workshop": workshop, "name": odd, "waiting": True}
        subject, text, html = render("workshops/confirm", "de", context)
        built = message(Mail(subject, text, html))
    assert not Seen(html).loaded
    assert "\n" not in subject
    assert built["Bcc"] is None
    assert "<img src=x" in text


def test_a_mail_loads_nothing_and_sends_nothing(letter: Mail) -> None:
    assert not Seen(letter.html).loaded
    assert not re.search(r"@import|url\(|src=|javascript:|\son\w+=", letter.html)


def test_every_link_is_a_whole_address(letter: Mail) -> None:
    for link in Seen(letter.html).links:
        assert re.match(r"(https://|mailto:)[\w.@-]+", link), link
    for link in re.findall(r"\S+://\S+", letter.text):
        assert link.lstrip("<(").startswith((BASE, "https://konferenz.lindental.example/")), link


def test_the_text_part_has_every_address_of_the_html_part(letter: Mail) -> None:
    for link in Seen(letter.html).links:
        assert link.removeprefix("mailto:") in letter.text, link


def test_the_text_part_says_what_the_html_part_says(letter: Mail) -> None:
    said = words(letter.subject + " " + letter.text + " gestaltet mit")  # the claim beside the name
    beside = ("button does not work", "falls der knopf")
    for part in Seen(letter.html).parts:
        if any(phrase in part.casefold() for phrase in beside):
            continue
        missing = [word for word in words(part).split() if word not in said.split()]
        assert not missing, (part, missing)


def test_lines_of_the_text_part_are_short_unless_an_address_is_long(letter: Mail) -> None:
    for line in letter.text.splitlines():
        assert len(line) <= WIDTH or len(line.split()) <= 2 or "://" in line, line


def test_nothing_is_left_to_fill_in(letter: Mail) -> None:
    for part in (letter.subject, letter.text, letter.html):
        assert not re.search(r"\[\[|\]\]|\{\{|\{%|%\(\w+\)|None|Undefined", part)


def test_a_mail_says_who_writes_and_why(letter: Mail) -> None:
    for part in (letter.text, letter.html):
        assert "Landkreis Lindental" in part
        assert "Am Kreishaus 1, Lindental" in part
        assert f"{BASE}/imprint" in part
    assert re.search(r"^-- \n(?:You receive|Sie erhalten)", letter.text, re.MULTILINE)


def test_a_mail_speaks_one_language(mails, case) -> None:
    name, language = case
    html = mails[case].html
    assert f'<html lang="{language}"' in html
    other = mails[name, "en" if language == "de" else "de"]
    assert mails[case].text != other.text
    words_of = {"de": ("You receive", "Legal notice"), "en": ("Sie erhalten", "Impressum")}
    assert not [word for word in words_of[language] if word in html + mails[case].text]


def test_a_mail_is_built_for_screen_readers(letter: Mail) -> None:
    seen = Seen(letter.html)
    assert seen.headings == 1
    layout = [table for table in seen.tables if table.get("role") != "presentation"]
    assert len(layout) <= letter.html.count("<th>"), "only a table of figures may be without a role"


def test_a_mail_follows_the_readers_dark_mode(letter: Mail) -> None:
    assert '<meta name="color-scheme" content="light dark" />' in letter.html
    assert "@media (prefers-color-scheme: dark)" in letter.html
