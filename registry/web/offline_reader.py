"""A page that checks QR codes without any server: one file with the keys of its day inside.

Saved once, it works from a disk for as long as the keys are in use. It says that revocation was
not checked, because that cannot be known without a connection. It may load nothing: the policy in
it names its script and style by their digests and forbids every request.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

from credentials.model import Outcome
from credentials.profiles.vc20 import DECISION_TYPE, SKILL_RECORD_TYPE
from credentials.trust import TrustedIssuer, TrustedKey, TrustList
from registry.web.translations import Language
from registry.web.translations import mark as _
from registry.web.words import OUTCOMES

_FOLDER = Path(__file__).resolve().parents[2] / "templates" / "reader"
# What a code is of, by its type in full.
_KINDS = {"decision": DECISION_TYPE, "record": SKILL_RECORD_TYPE}
_SCRIPTS = ("decoder.js", "code.js", "page.js")
FILE_NAME = "offline-reader.html"
LANGUAGES = ("en", "fr", "es", "ar")
TEXTS = {
    "title": _("Offline reader"),
    "lead": _("Checks the QR code of a certificate on this device. Nothing is sent anywhere."),
    "picture": _("A picture of the QR code (PNG or JPEG)"),
    "camera": _("Use the camera"),
    "text": _("Or the text of the code, which begins with ORR1:"),
    "check": _("Check"),
    "genuine": _("Genuine"),
    "expired": _("Genuine, but expired"),
    "early": _("Genuine, but not valid yet"),
    "stranger": _("Signed by somebody this page does not know"),
    "forged": _("Not genuine: it was changed or forged"),
    "withdrawn": _("Not to be relied on: its key is no longer in use"),
    "unreadable": _("This is not a code of a certificate"),
    "nothingFound": _("No code was found in the picture: take it sharper and closer"),
    "unchecked": _("Whether it was revoked was not checked; that needs a connection."),
    "signedBy": _("Signed by %(name)s."),
    "keysOf": _("The keys in this page are those of %(date)s. Save it anew from time to time."),
    "compare": _(
        "Compare name and year of birth with an identity document: the code does not prove who "
        "carries it. Long texts are cut."
    ),
    "name": _("Name"),
    "birthYear": _("Year of birth"),
    "achievement": _("Qualification"),
    "origin": _("Level at home"),
    "recognised": _("Level by the decision"),
    "equivalent": _("Corresponds to (indicative)"),
    "outcome": _("Decision"),
    "authority": _("Authority"),
    "destination": _("Holds in"),
    "validFrom": _("Valid from"),
    "validUntil": _("Valid until"),
    "number": _("Number"),
}


@cache
def _parts() -> tuple[Template, str, str]:
    """The page with its places, the script, the style."""
    page = (_FOLDER / "reader.html").read_text("utf-8")
    for name in ("made", "policy", "style", "keys", "languages", "script"):
        page = page.replace(f"{{{{ {name} }}}}", f"${{{name}}}")
    # One scope for all three, which the page's own names cannot reach.
    script = "\n".join((_FOLDER / name).read_text("utf-8") for name in _SCRIPTS)
    return (
        Template(page),
        f'"use strict";\n{{\n{script}}}\n',
        (_FOLDER / "reader.css").read_text("utf-8"),
    )


@cache
def policy() -> str:
    """What the page may do, as a Content-Security-Policy."""
    _page, script, style = _parts()
    return (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
        "img-src blob: data:; media-src blob: mediastream:; connect-src 'none'; "
        "form-action 'none'; base-uri 'none'"
    )


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def build(trust: TrustList, languages: Mapping[str, Language], *, now: datetime) -> bytes:
    """The whole page. trust: whose codes it knows. now: the day its keys are of."""
    page, script, style = _parts()
    chosen = [languages[code] for code in LANGUAGES if code in languages]
    return page.substitute(
        made=int(now.timestamp()),
        policy=policy(),
        style=style,
        keys=_json([_key(issuer, key) for issuer in trust.entries for key in issuer.qr_keys]),
        languages=_json({language.code: _language(language) for language in chosen}),
        script=script,
    ).encode()


def _key(issuer: TrustedIssuer, key: TrustedKey) -> dict[str, Any]:
    return {
        "kid": key.short_kid.hex(),
        "jwk": key.key.jwk,
        "name": issuer.name,
        "believedFor": [
            kind
            for kind, named in _KINDS.items()
            if not issuer.accepted_types or named in issuer.accepted_types
        ],
        "believedFrom": _seconds(issuer.valid_from),
        "believedUntil": _seconds(issuer.valid_until),
        "retiredAt": _seconds(key.retired_at),
        "compromised": key.compromised_since is not None,
    }


def _seconds(moment: datetime | None) -> float | None:
    return moment.timestamp() if moment else None


def _language(language: Language) -> dict[str, Any]:
    return {
        "name": language.name,
        "direction": language.direction,
        "texts": {name: language.gettext(text) for name, text in TEXTS.items()},
        # In the order in which a code numbers them.
        "outcomes": [language.gettext(OUTCOMES[outcome.value]) for outcome in Outcome],
    }


def _json(value: Iterable[Any]) -> str:
    """For a script element: no text in it can end it."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
