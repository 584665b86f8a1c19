"""Sentences that a worker understands, in the reader's language.

Every sentence is one message for translators, with named places. `gettext` maps a message to its
translation.
"""

from collections.abc import Callable

from mappings import algebra
from mappings.answer import Answer, Denial
from mappings.gaps import Earlier
from mappings.hops import Direction, Hop, target_span
from mappings.index import Index
from mappings.model import Correspondence, Effect, Framework, Interval, Predicate, Rule, Status

Gettext = Callable[[str], str]


class Sentences:
    """Writes about the levels of one release. `gettext`: message -> its translation."""

    def __init__(self, index: Index, gettext: Gettext) -> None:
        self._index = index
        self.gettext = gettext

    def levels(self, framework: Framework, span: Interval) -> str:
        """Such as: level 4 of the X; levels 4 to 6 of the X."""
        codes = framework.codes(span)
        if len(codes) == 1:
            return self.gettext("level %(level)s of the %(framework)s") % {
                "level": codes[0],
                "framework": framework.name,
            }
        return self.gettext("levels %(low)s to %(high)s of the %(framework)s") % {
            "low": codes[0],
            "high": codes[1],
            "framework": framework.name,
        }

    def closing(self) -> str:
        return self.gettext("This compares levels; it is not a recognition decision.")

    def step(self, hop: Hop, statement: Correspondence) -> str:
        """What a statement says, how it is read here, and whether we saw the document."""
        source = self._index.framework(statement.source_framework)
        target = self._index.framework(statement.target_framework)
        whole = source.span(statement.source)
        said = self._claim(statement.predicate) % {
            "document": self._document(statement),
            "source": self.levels(source, whole),
            "target": self.levels(target, target_span(target, statement)),
        }
        parts = [said]
        if hop.direction is Direction.INVERSE:
            parts.append(self.gettext("It is read here from the other side."))
        elif not algebra.holds(hop.start, whole):
            parts.append(self.gettext("It speaks of the whole level, of which this is a part."))
        if hop.rounded:
            parts.append(
                self.gettext(
                    "No level is compared with exactly this one, so the nearest ones are used."
                )
            )
        return self._with_check(" ".join(parts), checked=statement.provenance.checked)

    def denial(self, denial: Denial) -> str:
        """What a Not-statement or a stated absence says."""
        statement = denial.statement
        source = self._index.framework(statement.source_framework)
        target = self._index.framework(statement.target_framework)
        places = {
            "document": self._document(statement),
            "source": self.levels(source, source.span(statement.source)),
        }
        if statement.absence:
            places["target"] = target.name
            said = self.gettext(
                "According to %(document)s, %(source)s has no counterpart in the %(target)s."
            )
        else:
            places["target"] = self.levels(target, target_span(target, statement))
            said = self.gettext(
                "According to %(document)s, %(source)s does not compare with %(target)s."
            )
        return self._with_check(said % places, checked=statement.provenance.checked)

    def rule(self, rule: Rule, level: str | None) -> str:
        """What a rule obliges the destination to do; `level` as words, if it names one."""
        said = self._effect(rule.effect) % {"rule": rule.title}
        if level is not None:
            said += " " + self.gettext("It is recognised as %(level)s.") % {"level": level}
        return self._with_check(said, checked=rule.provenance.checked)

    def summary(self, answer: Answer) -> str:
        """The result in one plain sentence, and a second one if the law says more."""
        target = self._index.framework(answer.query.to_framework)
        origin = self._index.framework(answer.query.from_framework)
        places = {"source": self.levels(origin, answer.start), "target": target.name}
        if answer.interval is not None:
            places["result"] = self.levels(target, answer.interval)
        if answer.core is not None:
            places["core"] = self.levels(target, answer.core)
        if answer.bound is not None:
            places["bound"] = self.levels(target, Interval(answer.bound, answer.bound))
        if answer.bracket is not None:
            places["bracket"] = self.levels(target, answer.bracket)
        said = _capital(self._result(answer) % places)
        if answer.rules:
            said += " " + self.gettext("By law more is owed: see the rule, which prevails.")
        return said

    def earlier(self, earlier: Earlier) -> str:
        target = self._index.framework(earlier.answer.query.to_framework)
        span = earlier.answer.interval
        return self.gettext("Until %(until)s this compared with %(result)s.") % {
            "until": earlier.until.isoformat(),
            "result": target.name if span is None else self.levels(target, span),
        }

    def awaiting(self, statement: Correspondence) -> str:
        source = self._index.framework(statement.source_framework)
        target = self._index.framework(statement.target_framework)
        return self.gettext(
            "A comparison of %(source)s with %(target)s is on file but not confirmed yet."
        ) % {
            "source": self.levels(source, source.span(statement.source)),
            "target": self.levels(target, target_span(target, statement)),
        }

    def missing(self, source: str, target: str) -> str:
        return self.gettext(
            "No statement in force leads from the %(source)s to the %(target)s for this question."
        ) % {
            "source": self._index.framework(source).name,
            "target": self._index.framework(target).name,
        }

    def _document(self, statement: Correspondence) -> str:
        provenance = statement.provenance
        quoted = self.gettext("“%(title)s”") % {"title": provenance.document}
        if not provenance.document_date:
            return quoted
        return f"{quoted} ({provenance.document_date})"

    def _with_check(self, said: str, *, checked: bool) -> str:
        if checked:
            return said
        return said + " " + self.gettext("This was not checked against the document.")

    def _claim(self, predicate: Predicate | None) -> str:
        match predicate:
            case Predicate.EXACT:
                return self.gettext("According to %(document)s, %(source)s is %(target)s.")
            case Predicate.CLOSE:
                return self.gettext(
                    "According to %(document)s, %(source)s comes closest to %(target)s."
                )
            case Predicate.BROAD:
                return self.gettext(
                    "According to %(document)s, %(source)s lies within %(target)s, "
                    "which takes in more than that."
                )
            case Predicate.NARROW:
                return self.gettext("According to %(document)s, %(source)s spans %(target)s.")
            case _:
                return self.gettext(
                    "According to %(document)s, %(source)s has to do with %(target)s; "
                    "how closely is not said."
                )

    def _effect(self, effect: Effect) -> str:
        match effect:
            case Effect.AUTOMATIC:
                return self.gettext("%(rule)s: the destination must recognise this award.")
            case Effect.MANAGED:
                return self.gettext(
                    "%(rule)s: the destination recognises this award through a named procedure."
                )
            case Effect.CONDITIONAL:
                return self.gettext(
                    "%(rule)s: the destination decides case by case and may ask for more, "
                    "such as a test or a period of adaptation."
                )

    def _result(self, answer: Answer) -> str:
        if answer.status is Status.CONTESTED and answer.interval is None:
            return self.gettext(
                "The sources contradict each other on %(source)s: some place it below and "
                "some above what the %(target)s covers. An officer has to look at it."
            )
        if answer.status is Status.NO_COUNTERPART and answer.bracket is not None:
            return self.gettext(
                "It is stated that %(source)s has no counterpart in the %(target)s; "
                "its neighbours compare with %(bracket)s."
            )
        return self._results()[answer.status]

    def _results(self) -> dict[Status, str]:
        return {
            Status.DETERMINED: self.gettext("%(source)s compares with %(result)s."),
            Status.BETWEEN: self.gettext(
                "%(source)s lies somewhere in %(result)s; no level compares with it exactly."
            ),
            Status.BELOW_LOWEST: self.gettext(
                "%(source)s reaches below the lowest level that the %(target)s compares; "
                "it is not above %(bound)s."
            ),
            Status.ABOVE_HIGHEST: self.gettext(
                "%(source)s reaches above the highest level that the %(target)s compares; "
                "it is not below %(bound)s."
            ),
            Status.COMPATIBLE: self.gettext(
                "The sources differ on %(source)s: together they allow %(result)s, "
                "and all of them agree on %(core)s."
            ),
            Status.CONTESTED: self.gettext(
                "The sources contradict each other on %(source)s: together they allow "
                "%(result)s, but they share no level. An officer has to look at it."
            ),
            Status.NO_PATH: self.gettext(
                "Nothing that may be used connects %(source)s with the %(target)s. "
                "No level is guessed."
            ),
            Status.NO_COUNTERPART: self.gettext(
                "It is stated that %(source)s has no counterpart in the %(target)s."
            ),
            Status.IDENTITY: self.gettext("%(source)s belongs to this framework already."),
        }


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
