"""Personal data in records, recognised and masked.

What a property is called comes first: whatever a property called ``email`` holds is masked. Then what texts
look like, wherever they stand. A mask says of which kind it was, so that the rest can still be understood.
Ids are not masked but renamed, each to the same name every time: else nothing would be connected any more.

Names of people are not recognised: nobody can tell them from the names of things.
"""

import hashlib
import hmac
import ipaddress
import re
import string
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from django.conf import settings

from graph.etl.records import NodeRecord, Record
from security.scopes import Scope

UNMASKED: Final = Scope.GRAPH_WRITE
"""Who looks after the data may have it as it is, also in the files that jobs keep; others get it masked."""


class Kind(StrEnum):
    """What personal data there is."""

    EMAIL = "email"
    PHONE = "phone"
    IP_ADDRESS = "ip_address"
    SSN = "ssn"
    IBAN = "iban"
    CARD = "card"
    CREDENTIAL = "credential"
    IDENTITY = "identity"
    """Numbers of passports, of taxes, of citizens."""
    ADDRESS = "address"
    BIRTH = "birth"

    @property
    def mask(self) -> str:
        """What stands in its place."""
        return f"[{self.name}]"


_WORDS: Final[dict[Kind, frozenset[str]]] = {
    Kind.EMAIL: frozenset({"email", "e mail", "mail address"}),
    Kind.PHONE: frozenset(
        {"phone", "telephone", "mobile phone", "mobile number", "phone number", "telefono", "cellulare"}
    ),
    Kind.SSN: frozenset({"ssn", "social security"}),
    Kind.IBAN: frozenset({"iban"}),
    Kind.CARD: frozenset({"credit card", "card number", "carta di credito", "cvv", "cvc"}),
    Kind.CREDENTIAL: frozenset(
        {
            "password",
            "passwd",
            "pwd",
            "secret",
            "api key",
            "apikey",
            "private key",
            "access token",
            "refresh token",
            "authorization",
        }
    ),
    Kind.IDENTITY: frozenset({"tax id", "national id", "passport", "codice fiscale"}),
    Kind.ADDRESS: frozenset({"home address", "postal address", "postal code", "zip code", "indirizzo"}),
    Kind.BIRTH: frozenset(
        {"dob", "birthdate", "birth date", "date of birth", "birthday", "data di nascita", "data nascita"}
    ),
}
"""Words that say of a property what it holds, wherever in its name they stand."""
_WHOLE: Final[dict[str, Kind]] = {
    "mail": Kind.EMAIL, "mobile": Kind.PHONE, "tel": Kind.PHONE, "card": Kind.CARD, "cc": Kind.CARD,
    "token": Kind.CREDENTIAL, "auth": Kind.CREDENTIAL, "address": Kind.ADDRESS, "street": Kind.ADDRESS,
    "zip": Kind.ADDRESS, "ip": Kind.IP_ADDRESS, "ip address": Kind.IP_ADDRESS, "ssh key": Kind.CREDENTIAL,
}  # fmt: skip
"""The same of names that are nothing else: ``token`` is a secret, ``token_count`` is not."""
_PARTS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|\d+")


@lru_cache(maxsize=10_000)
def kind_of_name(name: str) -> Kind | None:
    """The personal data that a property of this name holds; None when the name does not say so."""
    words = [word.lower() for word in _PARTS.findall(name)]
    whole = " ".join(words)
    if found := _WHOLE.get(whole):
        return found
    padded = f" {whole} "
    for kind, phrases in _WORDS.items():
        if any(f" {phrase} " in padded or f" {phrase}s " in padded for phrase in phrases):
            return kind
    return None


def _is_ipv6(text: str) -> bool:
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return ":" in text.strip(":")


def _is_card(text: str) -> bool:
    digits = [int(each) for each in text if each.isdigit()]
    doubled = [sum(divmod(2 * each, 10)) for each in digits[-2::-2]]
    return 13 <= len(digits) <= 19 and (sum(digits[::-2]) + sum(doubled)) % 10 == 0


def _length_of_card(text: str) -> int:
    """How many characters of digits in groups are a card's; behind it may stand its date or its code."""
    ends = [match.end() for match in re.finditer(r"\d(?!\d)", text)]
    return next((end for end in reversed(ends) if _is_card(text[:end])), 0)


_SHORTEST_IBAN: Final = 15
_LONGEST_IBAN: Final = 34
_IN_DIGITS: Final = {each: str(int(each, 36)) for each in string.digits + string.ascii_uppercase}


def _length_of_iban(text: str) -> int:
    """How many characters of a text that begins like an IBAN are one; 0 when none are."""
    compact = text.replace(" ", "")[:_LONGEST_IBAN]
    country = _IN_DIGITS[compact[0]] + _IN_DIGITS[compact[1]]
    # The number is what follows, then country and check digits; each character adds its digits to the rest.
    check, length, rest = int(country + compact[2:4]), 0, 0
    for count, each in enumerate(compact[4:], start=5):
        digits = _IN_DIGITS[each]
        rest = (rest * 10 ** len(digits) + int(digits)) % 97
        if count >= _SHORTEST_IBAN and (rest * 1_000_000 + check) % 97 == 1:
            length = count
    return _place_behind(text, length) if length else 0


def _place_behind(text: str, count: int) -> int:
    """Where so many characters that are no spaces end."""
    places = [place for place, each in enumerate(text, start=1) if each != " "]
    return places[count - 1]


def _is_phone(text: str) -> bool:
    return 10 <= sum(each.isdigit() for each in text) <= 15


def _whole_if(holds: Callable[[str], bool]) -> Callable[[str], int]:
    return lambda text: len(text) if holds(text) else 0


_LOOKS: Final[tuple[tuple[Kind, str, Callable[[str], int]], ...]] = (
    (Kind.EMAIL, r"[\w.%+'-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}", len),
    (Kind.IBAN, r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}", _length_of_iban),
    (Kind.SSN, r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])", len),
    (Kind.CARD, r"(?<![\w.-])(?:4|5[1-5]|3[47])(?:[ -]?\d){12,18}(?![\w-])", _length_of_card),
    (
        Kind.IP_ADDRESS,
        r"(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w]|\.\d)",
        len,
    ),
    (
        Kind.IP_ADDRESS,
        r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\w:]|\.\d)",
        _whole_if(_is_ipv6),
    ),
    (
        Kind.PHONE,
        # One digit at a time: if there were several ways to divide the same digits, some texts would take
        # minutes, in which no other thread of the worker runs.
        r"(?<![\w.+-])(?:\+\d(?:[ ./-]?\(?\d\)?){9,14}|00\d(?:[ ./-]?\(?\d\)?){7,12}"
        r"|\(\d{2,5}\) ?\d{2,4}(?:[ -]\d{2,4}){1,3}|0\d{1,4}[ /-]\d{2,4}(?:[ -]\d{2,4}){1,3}"
        r"|(?:1[ .-])?\d{3}[ .-]\d{3}[ .-]\d{4})(?![\w-])",
        _whole_if(_is_phone),
    ),
)
"""What each kind looks like, and how much of what looks like it is it; the first that is counts."""
_ANY: Final = re.compile("|".join(f"({pattern})" for _, pattern, _ in _LOOKS))
_WORTH_A_LOOK: Final = re.compile(r"[@:]|\d.?\d.?\d")
"""Nothing personal is without one of these."""
_KEPT_OF_A_CARD: Final = 4
_NAME_CHARACTERS: Final = 16


@dataclass
class Masking:
    """Masks the records of one tenant, and counts what it has masked.

    Attributes:
        kinds: how many values were masked, by kind; those in lists and texts count by themselves.
        properties: of which properties.
        ids: how many ids were renamed.
    """

    tenant_id: UUID
    kinds: Counter[str] = field(default_factory=Counter)
    properties: set[str] = field(default_factory=set)
    ids: int = 0

    def masked(self, record: Record) -> Record:
        """The record without personal data."""
        properties = {name: self._property(name, value) for name, value in record.properties.items()}
        if isinstance(record, NodeRecord):
            return replace(record, orig_id=self._id(record.orig_id), properties=properties)
        return replace(
            record,
            orig_id=None if record.orig_id is None else self._id(record.orig_id),
            start=self._id(record.start),
            end=self._id(record.end),
            properties=properties,
        )

    def value(self, name: str, value: Any) -> Any:
        """A value of JSON that is called so, without personal data."""
        return self._property(name, value)

    def report(self) -> dict[str, object]:
        """What has been masked, as JSON."""
        return {
            "values": dict(sorted(self.kinds.items())),
            "properties": sorted(self.properties),
            "ids": self.ids,
        }

    def _property(self, name: str, value: Any) -> Any:
        before = self.kinds.total()
        kind = kind_of_name(name)
        found = self._by_look(value) if kind is None else self._by_name(kind, value)
        if self.kinds.total() > before:
            self.properties.add(name)
        return found

    def _by_name(self, kind: Kind, value: Any) -> Any:
        if value is None or value == "":
            return value
        if isinstance(value, list):
            return [self._by_name(kind, item) for item in value]
        self.kinds[kind] += 1
        return _card(str(value)) if kind is Kind.CARD else kind.mask

    def _by_look(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, dict):  # Of rows, whose values may be objects.
            return {name: self._property(name, item) for name, item in value.items()}
        return [self._by_look(item) for item in value] if isinstance(value, list) else value

    def _text(self, text: str) -> str:
        return _ANY.sub(self._one, text) if _WORTH_A_LOOK.search(text) else text

    def _one(self, match: re.Match[str]) -> str:
        kind, _, length_of = _LOOKS[(match.lastindex or 1) - 1]
        text = match[0]
        length = length_of(text)
        if not length:
            return text
        self.kinds[kind] += 1
        return (_card(text[:length]) if kind is Kind.CARD else kind.mask) + text[length:]

    def _id(self, orig_id: str) -> str:
        """The id, or another in its place that nobody can guess it from."""
        if not _WORTH_A_LOOK.search(orig_id) or not any(
            _LOOKS[(match.lastindex or 1) - 1][2](match[0]) for match in _ANY.finditer(orig_id)
        ):
            return orig_id
        self.ids += 1
        return _renamed(self.tenant_id, orig_id)


@lru_cache(maxsize=10_000)
def _renamed(tenant_id: UUID, orig_id: str) -> str:
    digest = hmac.new(settings.SECRET_KEY.encode(), f"{tenant_id}:{orig_id}".encode(), hashlib.sha256)
    return f"masked-{digest.hexdigest()[:_NAME_CHARACTERS]}"


def _card(text: str) -> str:
    """The first and last four, as on receipts; all of it when there is not much more."""
    digits = "".join(each for each in text if each.isdigit())
    hidden = len(digits) - 2 * _KEPT_OF_A_CARD
    if hidden < _KEPT_OF_A_CARD:
        return Kind.CARD.mask
    return digits[:_KEPT_OF_A_CARD] + "*" * hidden + digits[-_KEPT_OF_A_CARD:]
