"""The certificate's fixed wording: codes as words, dates and places in the reader's language.

Every text goes through `gettext` with an English msgid and named placeholders.
"""

from collections.abc import Callable
from datetime import date, datetime

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton

from credentials.model import Equivalence, LevelClaim, Outcome

Gettext = Callable[[str], str]

RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "ur", "yi"})


class Wording:
    """One language's words. An unknown language is told in English."""

    def __init__(self, language: str, gettext: Gettext) -> None:
        self._ = gettext
        try:
            # "14 March", not "March 14": the English of most of the world.
            self.locale = Locale.parse({"en": "en_GB"}.get(language, language.replace("-", "_")))
        except (UnknownLocaleError, ValueError):
            self.locale = Locale("en", "GB")

    @property
    def direction(self) -> str:
        return "rtl" if self.locale.language in RIGHT_TO_LEFT else "ltr"

    def day(self, day: date | datetime) -> str:
        return format_date(day, "long", locale=self.locale)

    def partial_date(self, text: str) -> str:
        """As exact as it is known: "2019", "2019-05" or "2019-05-01"."""
        year, _, month_day = text.partition("-")
        month, _, day = month_day.partition("-")
        if day:
            return self.day(date(int(year), int(month), int(day)))
        if month:
            first = date(int(year), int(month), 1)
            return str(format_skeleton("yMMMM", first, locale=self.locale))
        return text

    def country(self, code: str) -> str:
        """The code itself where no name is known."""
        return str(self.locale.territories.get(code, code))

    def level(self, level: LevelClaim) -> str:
        return self._("Level %(level)s") % {"level": level.level}

    def interval(self, codes: tuple[str, ...]) -> str:
        if len(codes) == 2:
            return self._("Levels %(low)s to %(high)s") % {"low": codes[0], "high": codes[1]}
        return self._("Level %(level)s") % {"level": codes[0]}

    def evidence(self, kind: str) -> str:
        """A kind of evidence; an unknown one as it is."""
        return {
            "document": self._("Certificate or other document"),
            "employer_attestation": self._("Attestation of an employer"),
            "test": self._("Result of a test"),
            "interview": self._("Record of an interview"),
        }.get(kind, kind)

    def title(self, outcome: Outcome | None) -> str:
        _ = self._
        if outcome is None:
            return _("Record of a qualification")
        if outcome is Outcome.REFUSED:
            return _("Decision on recognition")
        if outcome is Outcome.STATEMENT_ONLY:
            return _("Statement of comparability")
        return _("Certificate of recognition")

    def outcome(self, outcome: Outcome) -> str:
        _ = self._
        return {
            Outcome.FULL: _("Fully recognised"),
            Outcome.PARTIAL: _("Recognised in part"),
            Outcome.CONDITIONAL: _("Recognised on condition"),
            Outcome.STATEMENT_ONLY: _("Comparability stated"),
            Outcome.REFUSED: _("Not recognised"),
        }[outcome]

    def purpose(self, purpose: str) -> str:
        """A purpose we have no words for is shown as it is."""
        _ = self._
        return {
            "information": _("information"),
            "employment": _("employment"),
            "further_learning": _("further learning"),
            "regulated_profession": _("access to a regulated profession"),
        }.get(purpose, purpose)

    def comparison(self, claim: Equivalence) -> str:
        """The comparison in short: a level, an interval, or that there is none."""
        _ = self._
        if not claim.interval:
            return _("No level stated")
        interval = self.interval(claim.interval)
        if claim.status == "BELOW_LOWEST":
            return _("Below %(interval)s") % {"interval": interval}
        if claim.status == "ABOVE_HIGHEST":
            return _("Above %(interval)s") % {"interval": interval}
        return interval

    def certainty(self, claim: Equivalence) -> str:
        """How sure the comparison is, in a sentence or two."""
        _ = self._
        said = {
            "NO_PATH": _("No documented comparison leads to this framework."),
            "NO_COUNTERPART": _("The documents state that there is no counterpart."),
            "CONTESTED": _("The documents contradict each other."),
            "COMPATIBLE": _("Several documents agree in part."),
            "BETWEEN": _("The level lies between those that were compared."),
        }.get(claim.status, "")
        sentences = [said] if said else []
        if claim.interval and claim.predicate and claim.status != "CONTESTED":
            sentences.append(self._closeness(claim.predicate))
        if claim.interval and claim.confidence:
            sentences.append(self._confidence(float(claim.confidence)))
        if claim.interval and not claim.checked:
            sentences.append(_("Not every step was checked against its document."))
        return " ".join(sentences)

    def _closeness(self, predicate: str) -> str:
        _ = self._
        return {
            "exact": _("Matches exactly."),
            "close": _("Matches closely."),
            "broad": _("The destination's level is wider."),
            "narrow": _("The destination's level is narrower."),
        }.get(predicate, _("Matches in part."))

    def _confidence(self, confidence: float) -> str:
        _ = self._
        if confidence >= 0.9:
            return _("Confidence: high.")
        if confidence >= 0.75:
            return _("Confidence: good.")
        if confidence >= 0.5:
            return _("Confidence: moderate.")
        return _("Confidence: low.")
