"""An answer as it goes out: the wire shape, its steps in words, and the id of its path.

Every key is always there, null or empty where there is nothing to say. Levels are bare codes in
`interval`, `core`, `dissent`, `bracket`, `bound`; in a step "framework:code" or
"framework:low..high".

A step holds what its sentence was made from: what the statement says (`says`, `predicate`,
`source`, `target`, with the frameworks' names) and how it is read (`direction`, `rounded`, `from`,
`to`). So a reader can tell it again, in any language, without the graph at hand.
"""

import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from mappings import algebra
from mappings.answer import Answer, Denial, Path
from mappings.gaps import find_gap
from mappings.hops import Direction, Hop, target_span
from mappings.index import Index
from mappings.model import Correspondence, Framework, Interval, Rule, Status
from mappings.sentences import Gettext, Sentences

Wire = dict[str, Any]


class Said(StrEnum):
    """What the statement of a step does: compare, deny, or state that there is no counterpart."""

    COMPARES = "compares"
    DENIES = "denies"
    ABSENT = "absent"


def path_id(answer: Answer) -> str:
    """SHA-256, in hex, of the canonical JSON of [release, as_of, known_at, steps].

    Steps are those of each tied path: IRIs, directions and ranks, so that the same release and
    question give the same id on every machine. Domain model, section 4.
    """
    steps: list[object] = [path.steps for path in answer.paths]
    steps += [["absence", absence.statement.iri] for absence in answer.absences]
    steps += [["denial", denial.statement.iri] for denial in answer.denials]
    query = answer.query
    identity = [answer.release, query.as_of.isoformat(), _instant(query.known_at), steps]
    canonical = json.dumps(identity, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def describe(answer: Answer, index: Index, *, gettext: Gettext = str) -> Wire:
    """The answer as JSON values. `gettext`: message -> translation, for the sentences.

    `index` is the one that answered. For NO_PATH, `known` tells what is known nevertheless.
    """
    query = answer.query
    target = index.framework(query.to_framework)
    words = Sentences(index, gettext)
    weakest = answer.weakest
    return {
        "status": answer.status.value,
        "from": f"{query.from_framework}:{query.level}",
        "to": query.to_framework,
        "purpose": query.purpose.value,
        "occupation": query.occupation,
        "qualification_type": query.qualification_type,
        "as_of": query.as_of.isoformat(),
        "known_at": _instant(query.known_at),
        "award_date": _day(query.award_date),
        "max_hops": query.max_hops,
        "interval": _codes(answer.interval, target),
        "core": _codes(answer.core, target),
        "predicate": answer.predicate and answer.predicate.value,
        "confidence": None if answer.confidence is None else _four_places(answer.confidence),
        "force": None if answer.force is None else int(answer.force),
        "hops": answer.hops,
        "rules": [_rule(rule, target, words) for rule in answer.rules],
        "trace": _trace(answer, index, words),
        "weakest": weakest and weakest.iri,
        "dissent": [list(target.codes(span)) for span in answer.dissent],
        "bracket": _codes(answer.bracket, target),
        "bound": None if answer.bound is None else target.leaves[answer.bound],
        "checked": _checked(answer),
        "summary": words.summary(answer),
        "closing": words.closing(),
        "known": _known(answer, index, words) if answer.status is Status.NO_PATH else None,
        "path_id": path_id(answer),
        "release": answer.release,
    }


def _trace(answer: Answer, index: Index, words: Sentences) -> list[Wire]:
    """One entry per statement used; `path` numbers the tied paths where there are several."""
    several = len(answer.paths) > 1
    trace: list[Wire] = []
    for number, path in enumerate(answer.paths, start=1):
        tied = {"path": number} if several else {}
        trace += [{**step, **tied} for step in _path_steps(path, index, words)]
    trace += [_denial(denial, index, words) for denial in (*answer.absences, *answer.denials)]
    return trace


def _path_steps(path: Path, index: Index, words: Sentences) -> list[Wire]:
    steps = [
        _step(hop, statement, index, words) for hop in path.hops for statement in hop.statements
    ]
    return steps + [_denial(denial, index, words) for denial in path.denials]


def _step(hop: Hop, statement: Correspondence, index: Index, words: Sentences) -> Wire:
    source, target = index.framework(hop.source), index.framework(hop.target)
    reached = Interval(
        0 if hop.low is None else hop.low,
        len(target.leaves) - 1 if hop.high is None else hop.high,
    )
    if hop.direction is Direction.FORWARD:
        start = _within(source.span(statement.source), hop.start)
        end = target_span(target, statement)
    else:
        start = _within(target_span(source, statement), hop.start)
        end = _within(target.span(statement.source), reached)
    return {
        "sentence": words.step(hop, statement),
        **_cited(statement),
        **_said(statement, index, Said.COMPARES),
        "direction": hop.direction.value,
        "rounded": hop.rounded,
        "from": _place(source, start),
        "to": _place(target, end),
    }


def _denial(denial: Denial, index: Index, words: Sentences) -> Wire:
    statement = denial.statement
    said = _said(statement, index, Said.ABSENT if statement.absence else Said.DENIES)
    return {
        "sentence": words.denial(denial),
        **_cited(statement),
        **said,
        "direction": Direction.FORWARD.value,
        "rounded": False,
        "from": said["source"],
        "to": said["target"],
    }


def _said(statement: Correspondence, index: Index, said: Said) -> Wire:
    """What the statement itself says, whichever way it is read."""
    source = index.framework(statement.source_framework)
    target = index.framework(statement.target_framework)
    absent = said is Said.ABSENT
    return {
        "says": said.value,
        "predicate": statement.predicate and statement.predicate.value,
        "source": _place(source, source.span(statement.source)),
        "source_framework": source.name,
        "target": target.id if absent else _place(target, target_span(target, statement)),
        "target_framework": target.name,
    }


def _cited(statement: Correspondence) -> Wire:
    """What every step cites of its statement."""
    provenance = statement.provenance
    return {
        "statement": statement.iri,
        "authority": provenance.authority,
        "document": provenance.document,
        "document_date": provenance.document_date,
        "document_url": provenance.document_url,
        "locator": provenance.locator,
        "valid_from": statement.valid_from_text or _day(statement.valid.start),
        "valid_to": statement.valid_to_text or _day(statement.valid.end),
        "confidence": _four_places(statement.confidence),
        "checked": provenance.checked,
    }


def _rule(rule: Rule, target: Framework, words: Sentences) -> Wire:
    provenance = rule.provenance
    level = _rule_level(rule, target)
    return {
        "id": rule.id,
        "iri": rule.iri,
        "title": rule.title,
        "effect": rule.effect.value,
        "force": int(rule.force),
        "authority": provenance.authority,
        "document": provenance.document,
        "locator": provenance.locator,
        "measures": rule.measures,
        "level": _codes(level, target),
        "valid_from": rule.valid_from_text or _day(rule.valid.start),
        "valid_to": _day(rule.valid.end),
        "confidence": _four_places(rule.confidence),
        "checked": provenance.checked,
        "sentence": words.rule(rule, None if level is None else words.levels(target, level)),
    }


def _rule_level(rule: Rule, target: Framework) -> Interval | None:
    """The level a rule grants, where it names one of the framework asked about."""
    if rule.target_framework != target.id or rule.target_low is None:
        return None
    high = rule.target_high or rule.target_low
    return Interval(target.span(rule.target_low).low, target.span(high).high)


def _known(answer: Answer, index: Index, words: Sentences) -> Wire:
    gap = find_gap(index, answer.query)
    target = index.framework(answer.query.to_framework)
    return {
        "earlier": gap.earlier
        and {
            "interval": _codes(gap.earlier.answer.interval, target),
            "until": gap.earlier.until.isoformat(),
            "sentence": words.earlier(gap.earlier),
        },
        "awaiting": [
            {"statement": statement.iri, "sentence": words.awaiting(statement)}
            for statement in gap.awaiting
        ],
        "missing": [
            {"from": source, "to": other, "sentence": words.missing(source, other)}
            for source, other in gap.missing
        ],
    }


def _checked(answer: Answer) -> bool:
    """Whether the document of every statement and rule that is shown was read."""
    denials = [*answer.absences, *answer.denials]
    for path in answer.paths:
        denials += path.denials
    return (
        all(s.provenance.checked for path in answer.paths for s in path.statements)
        and all(denial.statement.provenance.checked for denial in denials)
        and all(rule.provenance.checked for rule in answer.rules)
    )


def _codes(span: Interval | None, framework: Framework) -> list[str] | None:
    return None if span is None else list(framework.codes(span))


def _place(framework: Framework, span: Interval) -> str:
    return f"{framework.id}:{'..'.join(framework.codes(span))}"


def _within(stated: Interval, asked: Interval) -> Interval:
    """The part of what a statement names that is asked about; all of it if none is."""
    return algebra.core([stated, asked]) or stated


def _four_places(confidence: Decimal) -> str:
    return f"{algebra.round_confidence(confidence):.4f}"


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
