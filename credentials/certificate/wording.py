"""The certificate's fixed wording: codes as words, dates and places in the reader's language.

Every text goes through `gettext` with an English msgid and named placeholders.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.units import format_unit

from credentials.model import (
    AssessmentKind,
    Basis,
    Decision,
    Equivalence,
    EvidenceClaim,
    EvidenceKind,
    IdentityCheck,
    LevelClaim,
    Measure,
    MeasureKind,
    Outcome,
    QualityKind,
)

Gettext = Callable[[str], str]

# "14 March", not "March 14": the English of most of the world. "tl" is known as Filipino.
_LOCALES = {"en": "en_GB", "tl": "fil"}
_RIGHT_TO_LEFT = frozenset({"ar", "ur"})
# A year alone could be one of another era where people count in their own: "ค.ศ." and "እ.ኤ.አ." say
# which. Vietnamese puts the word for year before it.
_DATES = {
    "am": {"day": "d MMMM y 'እ.ኤ.አ.'", "month": "MMMM y 'እ.ኤ.አ.'", "year": "y 'እ.ኤ.አ.'"},
    "th": {"day": "d MMMM G y", "month": "MMMM G y", "year": "G y"},
    "vi": {"day": "d MMMM 'năm' y", "month": "MMMM 'năm' y", "year": "y"},
}
_PERIOD = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?\Z")


class Wording:
    """One language's words. An unknown language is told in English."""

    def __init__(self, language: str, gettext: Gettext) -> None:
        self.gettext = self._ = gettext
        try:
            self.locale = Locale.parse(_LOCALES.get(language, language.replace("-", "_")))
        except (UnknownLocaleError, ValueError):
            self.locale = Locale("en", "GB")
        self._patterns = _DATES.get(language, {})
        self._apart = "" if language == "zh" else " "
        self.direction = "rtl" if language in _RIGHT_TO_LEFT else "ltr"

    def day(self, day: date | datetime) -> str:
        return format_date(day, self._patterns.get("day", "long"), locale=self.locale)

    def partial_date(self, text: str) -> str:
        """As exact as it is known: "2019", "2019-05" or "2019-05-01"."""
        year, _, month_day = text.partition("-")
        month, _, day = month_day.partition("-")
        if day:
            return self.day(date(int(year), int(month), int(day)))
        if month:
            first = date(int(year), int(month), 1)
            pattern = self._patterns.get("month", self.locale.datetime_skeletons["yMMMM"])
            return str(format_date(first, pattern, locale=self.locale))
        pattern = self._patterns.get("year", "")
        return format_date(date(int(year), 1, 1), pattern, locale=self.locale) if pattern else text

    def month_names(self, month: int) -> set[str]:
        """As it stands in a date and alone."""
        return {str(self.locale.months[use]["wide"][month]) for use in ("format", "stand-alone")}

    def span(self, first: date | None, last: date | None) -> str:
        """A period with both, one or none of its ends."""
        if first and last:
            return self._("%(first)s to %(last)s") % {
                "first": self.day(first),
                "last": self.day(last),
            }
        if first:
            return self._("from %(date)s") % {"date": self.day(first)}
        return self._("until %(date)s") % {"date": self.day(last)} if last else ""

    def period(self, duration: str) -> str:
        """ "P1Y6M" as "1 year and 6 months"; nothing for nothing."""
        match = _PERIOD.match(duration)
        if not match:
            return ""
        units = zip(match.groups(), ("year", "month", "day"), strict=True)
        counted = [self._count(int(number), unit) for number, unit in units if number]
        # Babel knows the pattern made for units in parts only, in some languages.
        return format_list(counted, locale=self.locale) if counted else ""

    def _count(self, number: int, unit: str) -> str:
        """The locale data leaves a long form out where the short one is the same."""
        name = f"duration-{unit}"
        told = format_unit(number, name, "long", locale=self.locale)
        return format_unit(number, name, "short", locale=self.locale) if name in told else told

    def language(self, code: str) -> str:
        """The code itself where no name is known."""
        return str(self.locale.languages.get(code, code))

    def country(self, code: str) -> str:
        """The code itself where no name is known."""
        return str(self.locale.territories.get(code, code))

    def place(self, body: str, country: str) -> str:
        """Who and where; where alone if nobody is named."""
        where = self.country(country)
        return self._("%(body)s, %(place)s") % {"body": body, "place": where} if body else where

    def list_of(self, names: Iterable[str]) -> str:
        """Everything, with the last "and" of the language; nothing for nothing."""
        listed = list(names)
        return format_list(listed, locale=self.locale) if listed else ""

    def level(self, level: LevelClaim) -> str:
        return self._("Level %(level)s") % {"level": level.level}

    def interval(self, codes: tuple[str, ...]) -> str:
        if len(codes) == 2:
            return self._("Levels %(low)s to %(high)s") % {"low": codes[0], "high": codes[1]}
        return self._("Level %(level)s") % {"level": codes[0]}

    def seen(self, paper: EvidenceClaim) -> str:
        """What a piece of evidence is, with its number."""
        kind = {
            EvidenceKind.DOCUMENT: self._("Certificate or other document"),
            EvidenceKind.EMPLOYER_ATTESTATION: self._("Attestation of an employer"),
            EvidenceKind.TEST: self._("Result of a test"),
            EvidenceKind.INTERVIEW: self._("Record of an interview"),
        }[paper.kind]
        return f"{kind} {paper.name}".strip()

    def employment(self, paper: EvidenceClaim) -> str:
        """Who issued a piece of evidence, for what work, and of which time."""
        ends = [self.partial_date(end) for end in (paper.started_on, paper.ended_on) if end]
        return " · ".join(filter(None, (paper.issued_by, paper.role, " – ".join(ends))))

    def basis(self, basis: Basis) -> str:
        return {
            Basis.FORMAL_QUALIFICATION: self._("education or training with an award"),
            Basis.PRIOR_LEARNING: self._("recognition of prior learning"),
            Basis.ON_THE_JOB: self._("learning at work"),
        }[basis]

    def assessment(self, kind: AssessmentKind) -> str:
        return {
            AssessmentKind.DOCUMENTS: self._("Assessment of documents"),
            AssessmentKind.WRITTEN_TEST: self._("Written test"),
            AssessmentKind.PRACTICAL_TEST: self._("Practical test"),
            AssessmentKind.INTERVIEW: self._("Interview"),
            AssessmentKind.WORKPLACE_OBSERVATION: self._("Observation at work"),
            AssessmentKind.PORTFOLIO: self._("Assessment of a portfolio"),
        }[kind]

    def grade(self, grade: str, scale: str) -> str:
        if grade and scale:
            return self._("grade %(grade)s (scale: %(scale)s)") % {"grade": grade, "scale": scale}
        return self._("grade %(grade)s") % {"grade": grade} if grade else ""

    def identity_check(self, check: IdentityCheck | None) -> str:
        if check is None:
            return ""
        return {
            IdentityCheck.NONE: self._("not checked"),
            IdentityCheck.IN_PERSON: self._("in person"),
            IdentityCheck.REMOTE: self._("at a distance"),
        }[check]

    def quality(self, kind: QualityKind) -> str:
        return {
            QualityKind.INSTITUTION_ACCREDITED: self._("Accreditation of the institution"),
            QualityKind.PROGRAMME_ACCREDITED: self._("Accreditation of the programme"),
            QualityKind.REGISTERED: self._("Entry in a register"),
        }[kind]

    def measure(self, measure: Measure) -> str:
        """A condition with its kind and length, where they are not said by its own words."""
        kind = {
            MeasureKind.APTITUDE_TEST: self._("Aptitude test"),
            MeasureKind.ADAPTATION_PERIOD: self._("Adaptation period"),
            MeasureKind.BRIDGING_COURSE: self._("Bridging course"),
            MeasureKind.LANGUAGE: self._("Language skills"),
            MeasureKind.OTHER: "",
        }[measure.kind]
        if measure.months:
            kind = f"{kind} ({self.period(f'P{measure.months}M')})"
        return f"{kind}: {measure.text}" if kind else measure.text

    def title(self, outcome: Outcome | None, basis: Basis) -> str:
        """The document's name: of a decision, or of a record of facts."""
        _ = self._
        if outcome is None:
            return {
                Basis.FORMAL_QUALIFICATION: _("Record of a qualification"),
                Basis.PRIOR_LEARNING: _("Certificate of proficiency"),
                Basis.ON_THE_JOB: _("Record of skills acquired at work"),
            }[basis]
        return {
            Outcome.FULL: _("Certificate of recognition"),
            Outcome.PARTIAL: _("Certificate of partial recognition"),
            Outcome.CONDITIONAL: _("Certificate of conditional recognition"),
            Outcome.STATEMENT_ONLY: _("Statement of comparability"),
            Outcome.REFUSED: _("Decision on recognition"),
        }[outcome]

    def outcome(self, outcome: Outcome) -> str:
        _ = self._
        return {
            Outcome.FULL: _("Fully recognised"),
            Outcome.PARTIAL: _("Recognised in part"),
            Outcome.CONDITIONAL: _("Recognised on condition"),
            Outcome.STATEMENT_ONLY: _("Comparability stated"),
            Outcome.REFUSED: _("Not recognised"),
        }[outcome]

    def appeal(self, decision: Decision) -> str:
        """Until when and to whom; nothing where there is no term."""
        if not decision.appeal_until:
            return ""
        return self._("You may appeal until %(date)s to %(body)s.") % {
            "date": self.day(decision.appeal_until),
            "body": decision.appeal_body or decision.authority.name,
        }

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
        return self._apart.join(sentences)

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
