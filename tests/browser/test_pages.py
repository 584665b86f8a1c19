"""Every public page, at two widths and in every language, is whole and readable."""

from itertools import pairwise

import pytest

DESKTOP, PHONE = (1200, 850), (360, 740)
PAGES = {
    "home": "/",
    "compare": "/compare?from=nl-nlqf:4%2B&to=de-dqr",
    "compare-find": "/compare?q=welding&country=DE",
    "compare-level": "/compare?framework=nl-nlqf&country=DE",
    "no-path": "/compare?qualification=ph-tesda-smaw-nc2&country=DE&purpose=employment",
    "frameworks": "/frameworks",
    "framework": "/frameworks/nl-nlqf",
    "verify": "/verify",
    "apply": "/apply",
    "employer": "/employer",
    "login": "/login",
    "register": "/register",
    "problems": "/problems",
    "interface": "/api/docs",
    "entity": "/id/framework/nl-nlqf",
    "vocabulary": "/ns",
}
LANGUAGES = {"en": "ltr", "fr": "ltr", "es": "ltr", "ar": "rtl"}
# Ratio of luminances of a text and what lies behind it, and whether it is large (WCAG 2.2, 1.4.3).
CONTRAST = """
() => {
  const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = parse(getComputedStyle(e).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const faults = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(parse(style.color)), light(behind(element))].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < (large ? 3 : 4.5)) faults.push(`${element.tagName} ${ratio.toFixed(2)}`);
  }
  return faults;
}
"""
LABELS = """
() => [...document.querySelectorAll("input:not([type=hidden]), select, textarea")]
  .filter((field) => field.labels.length === 0).map((field) => field.name)
"""
HEADINGS = """
() => [...document.querySelectorAll("h1, h2, h3, h4")].map((h) => Number(h.tagName[1]))
"""
DOUBLE_IDS = """
() => { const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  return ids.filter((id, i) => ids.indexOf(id) !== i); }
"""


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_public_pages_are_whole_readable_and_labelled(reader, size):
    screen = reader(size)
    for name, path in PAGES.items():
        screen.visit(path)
        screen.keep(f"{size[0]}-{name}")
        assert screen.page.evaluate(CONTRAST) == [], name
        assert screen.page.evaluate(LABELS) == [], name
        assert screen.page.evaluate(DOUBLE_IDS) == [], name
        levels = screen.page.evaluate(HEADINGS)
        assert levels.count(1) == 1, name
        assert levels[0] == 1, name
        steps = pairwise(levels)
        assert all(after - before <= 1 for before, after in steps), (name, levels)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_speak_the_readers_language_in_its_direction(reader, language):
    screen = reader(PHONE, language)
    for name in ("home", "compare", "no-path", "verify", "register"):
        screen.visit(PAGES[name])
        root = screen.page.locator("html")
        assert root.get_attribute("lang") == language
        assert root.get_attribute("dir") == LANGUAGES[language]
        screen.keep(f"360-{language}-{name}")
    wide = reader(DESKTOP, language)
    wide.visit(PAGES["compare"])
    wide.keep(f"1200-{language}-compare")


def test_the_switch_keeps_page_and_language(reader):
    screen = reader(DESKTOP)
    screen.visit("/compare?from=nl-nlqf:4%2B&to=de-dqr")
    screen.page.click("a[hreflang=ar]")
    assert screen.page.locator("html").get_attribute("dir") == "rtl"
    assert "from=nl-nlqf" in screen.page.url
    screen.visit("/frameworks")
    assert screen.page.locator("html").get_attribute("lang") == "ar"
    screen.keep("1200-ar-frameworks")


def test_the_question_is_answered_in_two_clicks_with_its_trace(reader):
    screen = reader(PHONE)
    screen.visit("/")
    screen.page.fill("#q", "mbo")
    screen.page.select_option("#country", "DE")
    screen.press("Search")
    screen.page.locator("input[name=qualification]").first.check()
    screen.press("Compare")
    assert screen.page.locator("#trace").is_visible()
    assert screen.page.locator("#result").is_visible()


def test_the_keyboard_reaches_the_content_first(reader):
    screen = reader(DESKTOP)
    screen.visit("/")
    screen.page.keyboard.press("Tab")
    assert screen.page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    screen.keep("1200-focus")


def test_an_error_has_a_page_of_its_own(reader):
    screen = reader(PHONE, "ar")
    answer = screen.page.goto(f"{screen.address}/compare?from=xx:4&to=de-dqr")
    assert answer.status == 404
    assert "framework_unknown" in screen.page.inner_text("main")
    screen.keep("360-ar-problem")
