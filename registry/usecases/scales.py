"""The frameworks that an answer passes through, with all their levels: what a drawing needs."""

from collections.abc import Iterable, Mapping
from typing import Any

from credentials.model import FrameworkScale
from mappings.model import Framework, Interval

Answer = Mapping[str, Any]


def scales_of(frameworks: Mapping[str, Framework], answer: Answer) -> tuple[FrameworkScale, ...]:
    """From home to the destination, along the first of the paths; () where there is none.

    frameworks: by id. answer: as `mappings.trace.describe` gives it; a framework that is no
    longer in the graph ends the drawing before it begins.
    """
    steps = [
        step for step in answer["trace"] if step["says"] == "compares" and step.get("path", 1) == 1
    ]
    touched: dict[str, list[str]] = {}
    for step in steps:
        for place in (step["from"], step["to"]):
            framework, _, codes = place.partition(":")
            touched.setdefault(framework, []).extend(codes.split(".."))
    if not touched or not touched.keys() <= frameworks.keys():
        return ()
    # Rounding may widen a step; the answer says what counts at the destination.
    if answer["interval"]:
        touched[answer["to"]] = list(answer["interval"])
    return tuple(_scale(frameworks[name], codes) for name, codes in touched.items())


def _scale(framework: Framework, codes: Iterable[str]) -> FrameworkScale:
    """Sublevels are drawn as the level they are part of."""
    whole = sorted(
        (code for code, level in framework.by_code.items() if not level.parent),
        key=lambda code: framework.spans[code].low,
    )
    spans = [framework.spans[code] for code in codes if code in framework.spans]
    if not spans:
        return FrameworkScale(framework.id, framework.name, tuple(whole))
    span = Interval(min(one.low for one in spans), max(one.high for one in spans))
    marked = [
        code
        for code in whole
        if framework.spans[code].low <= span.high and span.low <= framework.spans[code].high
    ]
    return FrameworkScale(framework.id, framework.name, tuple(whole), marked[0], marked[-1])
