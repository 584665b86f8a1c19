"""The structure tree without the elements that say nothing, which are more than half of it.

WeasyPrint makes an element of every box and of every line of text. Content is read the same when
its number stands in the paragraph itself, and without the boxes that only place it. What has a
language, a text or an attribute of its own stays, or gives it to the element around that holds
nothing else. ISO 32000-1, 14.7.2 and 14.8.4.
"""

from collections.abc import Callable
from typing import Any

# Elements that group what is in them and mean nothing else.
_HOLLOW = frozenset({"/Div", "/NonStruct", "/Span"})
_SPEAKING = ("Lang", "ActualText")
_OWN = (*_SPEAKING, "Alt", "A", "ID")

At = Callable[[bytes], Any]


def fold(element: Any, at: At) -> None:
    """Everything below `element`, in place. at: reference -> object."""
    kids: list[Any] = []
    for kid in element["K"]:
        inner = None if isinstance(kid, int) else at(kid)
        # A number of content, or the way to an annotation.
        if inner is None or "S" not in inner:
            kids.append(kid)
            continue
        fold(inner, at)
        if _is_hollow(inner) and not _is_numbered(inner):
            kids.extend(_taken(inner, element, at))
        else:
            kids.append(kid)
    _share_language(element, [at(kid) for kid in kids if not isinstance(kid, int)])
    element["K"][:] = _gathered(kids, element, at)
    _take_over(element, at)


def _share_language(element: Any, inner: list[Any]) -> None:
    """What all of it is said in, is said once."""
    spoken = {str(each["Lang"].string) if "Lang" in each else "" for each in inner}
    if len(spoken) == 1 and spoken != {""} and len(inner) == len(element["K"]):
        if "Lang" not in element:
            element["Lang"] = inner[0]["Lang"]
        for each in inner:
            del each["Lang"]


def _is_hollow(element: Any) -> bool:
    return element.get("S") in _HOLLOW and not any(key in element for key in _OWN)


def _is_numbered(element: Any) -> bool:
    return bool(element["K"]) and all(isinstance(kid, int) for kid in element["K"])


def _gathered(kids: list[Any], element: Any, at: At) -> list[Any]:
    """Numbers of content where nothing else is inside; else neighbours share an element.

    Some readers take the numbers of an element before the elements in it, so they are not mixed.
    """
    plain = [_is_plain(kid, at) for kid in kids]
    if all(plain) and all(at(kid)["Pg"] == element.get("Pg") for kid in kids):
        return [number for kid in kids for number in _taken(at(kid), element, at)]
    gathered: list[Any] = []
    for kid, is_plain in zip(kids, plain, strict=True):
        last = gathered[-1] if gathered and is_plain and _is_plain(gathered[-1], at) else None
        if last is not None and at(last)["Pg"] == at(kid)["Pg"]:
            at(last)["K"].extend(_taken(at(kid), at(last), at))
        else:
            gathered.append(kid)
    return gathered


def _is_plain(kid: Any, at: At) -> bool:
    """An element with nothing but numbers in it."""
    return not isinstance(kid, int) and _is_hollow(at(kid)) and _is_numbered(at(kid))


def _taken(inner: Any, outer: Any, at: At) -> list[Any]:
    """The content of `inner`, which is no more."""
    for kid in inner["K"]:
        if not isinstance(kid, int) and "P" in at(kid):
            at(kid)["P"] = outer.reference
    inner.free = "f"
    return list(inner["K"])


def _take_over(element: Any, at: At) -> None:
    """What a lone span says of its content, the element around can say itself."""
    if len(element["K"]) != 1 or isinstance(element["K"][0], int):
        return
    inner = at(element["K"][0])
    lone = inner.get("S") in _HOLLOW and not {"Alt", "A", "ID"} & set(inner)
    if not lone or any(key in element for key in _SPEAKING):
        return
    if _is_numbered(inner) and inner["Pg"] != element.get("Pg"):
        return
    for key in _SPEAKING:
        if key in inner:
            element[key] = inner[key]
    element["K"][:] = _taken(inner, element, at)
