"""Every mail in a browser: nothing runs over the edge of a small phone, and everything can be read, dark or light."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.journeys.conftest import AXE
from tests.mails.samples import Mail

pytestmark = pytest.mark.e2e
SMALL = 320
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

# What reaches over the edge, although the page itself may hide it.
OVER = """width => [...document.querySelectorAll("body *")].filter(one => {
  const box = one.getBoundingClientRect();
  return box.width && box.height && getComputedStyle(one).opacity !== "0" && box.right > width + 0.5;
}).map(one => one.tagName + " " + one.className + ": " + one.textContent.trim().slice(0, 60))"""

# Contrast of every text with what is painted behind it, by WCAG 2.2; answers the worst as [ratio, text].
CONTRAST = """() => {
  const numbers = color => color.match(/[\\d.]+/g).map(Number);
  const light = color => numbers(color).slice(0, 3).map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = one => {
    for (; one; one = one.parentElement) {
      const color = numbers(getComputedStyle(one).backgroundColor);
      if (color.length < 4 || color[3] === 1) return getComputedStyle(one).backgroundColor;
    }
    return "rgb(255, 255, 255)";
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let worst = [99, ""];
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim(), one = walker.currentNode.parentElement;
    if (!text || one.tagName === "STYLE" || !one.getClientRects().length) continue;
    if (getComputedStyle(one).opacity === "0") continue;
    const [a, b] = [light(getComputedStyle(one).color), light(behind(one))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < worst[0]) worst = [ratio, text];
  }
  return worst;
}"""
AXE_RUN = """tags => axe.run(document, {runOnly: {type: "tag", values: tags}}).then(result => result.violations.map(
  found => found.id + ": " + found.nodes.slice(0, 3).map(node => node.target.join(" ") + " " + node.failureSummary)))"""


@pytest.fixture(scope="module")
def page(browser: Any) -> Iterator[Any]:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    yield page
    page.close()
    assert not [url for url in asked if not url.startswith("about:")], "a mail asked for something"


def show(page: Any, letter: Mail, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 600})
    page.emulate_media(color_scheme=scheme)
    page.set_content(letter.html)


def test_nothing_runs_over_the_edge_of_a_small_phone(page: Any, letter: Mail) -> None:
    show(page, letter, SMALL, "light")
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL
    assert page.evaluate(OVER, SMALL) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_can_be_read(page: Any, letter: Mail, scheme: str) -> None:
    show(page, letter, 640, scheme)
    ratio, text = page.evaluate(CONTRAST)
    assert ratio >= 4.5, text
    background = page.evaluate("getComputedStyle(document.querySelector('.sheet')).backgroundColor")
    assert (max(int(part) for part in background[4:-1].split(",")) < 64) == (scheme == "dark"), background


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: Any, letter: Mail, scheme: str) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed")
    show(page, letter, SMALL, scheme)
    page.add_script_tag(content=AXE.read_text("utf-8"))
    assert page.evaluate(AXE_RUN, TAGS) == []
