"""A step of the trace, told again in the language of the print.

The signed step holds the sentence as it was told to the officer, and what it was made from. The
same messages as in `mappings.sentences` are put together here anew, so that a copy in another
language needs neither the graph nor the network.
"""

from collections.abc import Callable, Mapping
from typing import Any

from credentials.certificate.wording import Gettext

Step = Mapping[str, Any]


def tell(step: Step, gettext: Gettext, when: Callable[[str], str] = str) -> str:
    """The step in words. One that says something unheard of is left in the words it was signed.

    when: a date such as "2019-05" as the reader writes it.
    """
    said = _said(step, gettext)
    if not said or not step["source"] or not step["document"]:
        return str(step["sentence"])
    places = {
        "document": _document(step, gettext, when),
        "source": _levels(step["source"], step["source_framework"], gettext),
        "target": _levels(step["target"], step["target_framework"], gettext)
        if ":" in step["target"]
        else step["target_framework"],
    }
    sentences = [said % places, *_reading(step, gettext)]
    if not step["checked"]:
        sentences.append(gettext("This was not checked against the document."))
    return " ".join(sentences)


def _said(step: Step, gettext: Gettext) -> str | None:
    if step["says"] == "absent":
        return gettext(
            "According to %(document)s, %(source)s has no counterpart in the %(target)s."
        )
    if step["says"] == "denies":
        return gettext("According to %(document)s, %(source)s does not compare with %(target)s.")
    if step["says"] != "compares":
        return None
    return {
        "exact": gettext("According to %(document)s, %(source)s is %(target)s."),
        "close": gettext("According to %(document)s, %(source)s comes closest to %(target)s."),
        "broad": gettext(
            "According to %(document)s, %(source)s lies within %(target)s, "
            "which takes in more than that."
        ),
        "narrow": gettext("According to %(document)s, %(source)s spans %(target)s."),
        "indeterminate": gettext(
            "According to %(document)s, %(source)s has to do with %(target)s; "
            "how closely is not said."
        ),
    }.get(step["predicate"] or "")


def _reading(step: Step, gettext: Gettext) -> list[str]:
    """How the statement is read here, where that is not as it stands."""
    said = []
    if step["direction"] == "inverse":
        said.append(gettext("It is read here from the other side."))
    elif step["says"] == "compares" and step["from"] != step["source"]:
        said.append(gettext("It speaks of the whole level, of which this is a part."))
    if step["rounded"]:
        said.append(
            gettext("No level is compared with exactly this one, so the nearest ones are used.")
        )
    return said


def _levels(place: str, framework: str, gettext: Gettext) -> str:
    """ "fr-cncp:4" or "ie-nfq:7..8", in words."""
    low, several, high = place.partition(":")[2].partition("..")
    if not several:
        return gettext("level %(level)s of the %(framework)s") % {
            "level": low,
            "framework": framework,
        }
    return gettext("levels %(low)s to %(high)s of the %(framework)s") % {
        "low": low,
        "high": high,
        "framework": framework,
    }


def _document(step: Step, gettext: Gettext, when: Callable[[str], str]) -> str:
    quoted = gettext("“%(title)s”") % {"title": step["document"]}
    return f"{quoted} ({when(step['document_date'])})" if step["document_date"] else quoted
