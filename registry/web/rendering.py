"""Templates into pages: one Jinja environment per language, autoescaped, no scripts."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_percent
from babel.units import format_unit
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from credentials.certificate.catalogues import names
from credentials.certificate.wording import Wording
from mappings import namespaces
from registry.web import cookies, words
from registry.web.claims import claim_lines
from registry.web.curated_words import curated
from registry.web.translations import SOURCE_LANGUAGE, Language, preferred, read_languages

PAGES_FOLDER = Path(__file__).resolve().parents[2] / "templates" / "pages"
STYLE_FILE = PAGES_FOLDER / "registry.css"
MARK_FILE = PAGES_FOLDER / "mark.svg"
LANGUAGE_SECONDS = 365 * 24 * 3600


class Pages:
    """Renders a named template for one request, in the reader's language."""

    def __init__(self) -> None:
        self.languages: Mapping[str, Language] = read_languages()
        self.style = STYLE_FILE.read_bytes()
        self.mark = MARK_FILE.read_bytes()
        self._style_url = f"/static/registry.css?v={hashlib.sha256(self.style).hexdigest()[:12]}"
        self._environments = {
            code: make_environment(language) for code, language in self.languages.items()
        }

    def language(self, request: Request) -> Language:
        """From `?lang=`, else the cookie, else Accept-Language, else English."""
        for code in (request.query_params.get("lang"), request.cookies.get(cookies.LANGUAGE)):
            if code is not None and code in self.languages:
                return self.languages[code]
        header = request.headers.get("accept-language", "")
        return self.languages[preferred(header, self.languages) or SOURCE_LANGUAGE]

    def render(
        self, request: Request, template: str, status_code: int = 200, **facts: object
    ) -> HTMLResponse:
        """`facts` are what the template names; the frame of the page is added here."""
        language = self.language(request)
        frame = {**self._frame(request, language), **facts}
        text = self._environments[language.code].get_template(template).render(frame)
        response = HTMLResponse(text, status_code)
        response.headers["Content-Language"] = language.code
        response.headers["Vary"] = "Accept-Language, Cookie, Accept"
        response.headers["Cache-Control"] = "no-store"
        secure = request.app.state.services.settings.secure_cookies
        if request.query_params.get("lang") in self.languages:
            cookies.keep(
                response, cookies.LANGUAGE, language.code, secure=secure, seconds=LANGUAGE_SECONDS
            )
        if made := getattr(request.state, "form_secret", None):
            # The forms on this page are bound to a secret that the browser does not have yet.
            cookies.keep(response, cookies.FORM, made, secure=secure)
        return response

    def _frame(self, request: Request, language: Language) -> dict[str, Any]:
        reader = getattr(request.state, "reader", None)
        csrf_token = getattr(request.state, "csrf_token", "")
        return {
            "language": language,
            "languages": list(self.languages.values()),
            "language_url": lambda code: _with_language(request, code),
            "path": request.url.path,
            "style_url": self._style_url,
            "navigation": _navigation(language, reader),
            "reader": reader,
            "csrf_field": lambda: Markup(
                '<input type="hidden" name="csrf_token" value="{}">'
            ).format(csrf_token),
            "release_number": request.app.state.services.release.release.number,
            "today": request.app.state.services.clock().date(),
        }


@cache
def pages() -> Pages:
    """Read and compiled once in a process: nothing of it changes."""
    return Pages()


def make_environment(language: Language) -> Environment:
    """The templates of one language with its words, dates and country names."""
    environment = Environment(
        loader=FileSystemLoader(PAGES_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    # The i18n extension adds this method; its type is not declared.
    install = environment.install_gettext_callables  # type: ignore[attr-defined]
    install(language.gettext, language.ngettext, newstyle=True)
    locale = locale_of(language)
    wording = Wording(language.code, language.gettext)
    environment.filters |= {
        "period": lambda duration: wording.period(duration) or duration,
        "tongue": wording.language,
        "hours": lambda count: format_unit(count, "duration-hour", "long", locale=locale),
        "day": lambda value: day(value, locale),
        "percent": lambda value: format_percent(Decimal(str(value)), "#,##0.#%", locale=locale),
        "country": lambda code: country_name(code, locale),
        "size": lambda count: format_unit(
            max(1, round(count / 1000)), "digital-kilobyte", "short", locale=locale
        ),
        "own_address": own_address,
        "curated": lambda text: curated(language, text),
    }
    environment.globals |= {
        "print_languages": names,
        # An arrow has no mirror image of its own.
        "onward": "←" if language.direction == "rtl" else "→",
        "word": lambda table, code: word(language, table, code),
        "options": lambda table: [
            (code, word(language, table, code)) for code in getattr(words, table)
        ],
        "force_word": lambda force: language.gettext(words.FORCES[force]),
        "status_tone": lambda status: words.STATUS_TONES.get(status, "bad"),
        "claim_lines": lambda claims: claim_lines(
            claims, language, lambda code: country_name(code, locale)
        ),
        "tone": lambda table, code: getattr(words, table).get(code, ""),
    }
    return environment


def locale_of(language: Language) -> Locale:
    """For dates and country names. English dates stand as most of the world writes them."""
    return Locale.parse("en_GB" if language.code == SOURCE_LANGUAGE else language.code)


def word(language: Language, table: str, code: str) -> str:
    """What a code is called; a code without a word is shown as it is."""
    texts: Mapping[str, str] = getattr(words, table)
    return language.gettext(texts[code]) if code in texts else code


def day(value: date | datetime | str | None, locale: Locale) -> str:
    """A date in words; "2012" or "2012-05" keep their precision."""
    if not value:
        return ""
    if isinstance(value, datetime):
        return format_date(value.date(), "long", locale=locale)
    if isinstance(value, date):
        return format_date(value, "long", locale=locale)
    try:
        return format_date(date.fromisoformat(value[:10]), "long", locale=locale)
    except ValueError:
        return value


def country_name(code: str, locale: Locale) -> str:
    """In the reader's language by CLDR; a subdivision keeps its code."""
    country, _, part = code.partition("-")
    name = locale.territories.get(country, country)
    return f"{name} ({code})" if part else str(name)


def own_address(iri: str) -> str:
    """The page of this service that answers for an IRI of the graph; others stay as they are."""
    if iri.startswith(namespaces.BASE):
        return "/id/" + iri.removeprefix(namespaces.BASE)
    return iri


def _with_language(request: Request, code: str) -> str:
    asked = [(name, value) for name, value in parse_qsl(request.url.query) if name != "lang"]
    return f"{request.url.path}?{urlencode([*asked, ('lang', code)])}"


def _navigation(language: Language, reader: Any) -> list[tuple[str, str]]:
    _ = language.gettext
    entries = [
        ("/compare", _("Compare")),
        ("/frameworks", _("Frameworks")),
        ("/verify", _("Verify")),
    ]
    if reader is None or reader.is_worker:
        entries.append(("/apply", _("Apply")))
    if reader is None or reader.is_officer:
        entries.append(("/officer", _("For officers")))
    if reader is None or reader.is_employer:
        entries.append(("/employer", _("For employers")))
    return entries
