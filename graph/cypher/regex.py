"""Which regular expressions are safe to run: those in which no text can be matched in very many ways.

Servers match by backtracking, and one that tries all ways to divide a text cannot be stopped in the middle.
"""

import re
from typing import Final

MAX_CHARACTERS: Final = 200
_MAX_OPEN: Final = 4
"""Open-ended repetitions in one pattern: a text of n characters is tried in about n to this power ways."""
_MAX_OPTIONAL: Final = 10
"""Parts with a question mark: there are two ways to take each."""
_MAX_REPEAT: Final = 100
_CLASS: Final = r"\[\^?\]?(?:[^\]\\\[]|\\.)*\]"
_PART: Final = re.compile(
    rf"(?P<escape>\\.)|(?P<klass>{_CLASS})|(?P<opens>\((?:\?[imsux-]*[:)])?)|(?P<closes>\))|(?P<either>\|)"
    r"|(?P<repeat>[*+]|\{(?P<least>\d*)(?P<comma>,?)(?P<most>\d*)\})[?+]?|(?P<plain>.)",
    re.DOTALL,
)


def unsafe(pattern: str) -> str | None:
    """Why a pattern is not taken; ``None`` when it is."""
    if len(pattern) > MAX_CHARACTERS:
        return f"a regular expression may have {MAX_CHARACTERS} characters"
    open_ended = optional = 0
    groups, closed = [False], False
    for part in _PART.finditer(pattern):
        was_closed, closed = closed, False
        match part.lastgroup:
            case "escape" if part["escape"][1] in "123456789kQE":
                return "a regular expression may not refer back to a group or quote a stretch"
            case "klass" if "&&" in part[0]:
                return "a regular expression may not intersect classes"
            case "plain" if part[0] == "[":
                return "a regular expression has a class that cannot be read"
            case "opens" if part[0] == "(" and pattern[part.end() :].startswith("?"):
                return "a regular expression may not look around or name its groups"
            case "opens" if not part[0].endswith(")"):
                groups.append(False)
            case "closes" if len(groups) > 1:
                closed = groups.pop()
                groups[-1] |= closed
            case "either":
                groups[-1] = True
            case "plain" if part[0] == "?":
                optional += 1
                groups[-1] = True
        if part["repeat"] and (reason := _repeated(part, after_variable_group=was_closed)):
            return reason
        if part["repeat"] and _is_open(part):
            open_ended += 1
            groups[-1] = True
    if open_ended > _MAX_OPEN:
        return f"a regular expression may have {_MAX_OPEN} open-ended repetitions"
    if optional > _MAX_OPTIONAL:
        return f"a regular expression may have {_MAX_OPTIONAL} optional parts"
    return None


def _is_open(part: re.Match[str]) -> bool:
    return part["repeat"] in ("*", "+") or bool(part["comma"])


def _repeated(part: re.Match[str], *, after_variable_group: bool) -> str | None:
    if after_variable_group:
        return "a regular expression may not repeat a group that repeats or chooses"
    if max(int(part["least"] or 0), int(part["most"] or 0)) > _MAX_REPEAT:
        return f"a regular expression may repeat {_MAX_REPEAT} times"
    return None
