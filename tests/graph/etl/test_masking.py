"""Personal data is recognised and masked; what only resembles it stays."""

import time
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.etl.masking import Kind, Masking, kind_of_name
from graph.etl.records import NodeRecord, RelationshipRecord
from tests.graph.etl.graphs import NODES, RELATIONSHIPS

TENANT = UUID(int=1)


def masked(value: object, name: str = "note") -> object:
    return Masking(TENANT).value(name, value)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("email", Kind.EMAIL),
        ("contactEmail", Kind.EMAIL),
        ("e-mail", Kind.EMAIL),
        ("u.email", Kind.EMAIL),
        ("EMAIL_ADDRESS", Kind.EMAIL),
        ("emails", Kind.EMAIL),
        ("phone", Kind.PHONE),
        ("homePhone2", Kind.PHONE),
        ("mobile", Kind.PHONE),
        ("api_key", Kind.CREDENTIAL),
        ("passwordHash", Kind.CREDENTIAL),
        ("token", Kind.CREDENTIAL),
        ("date_of_birth", Kind.BIRTH),
        ("DOB", Kind.BIRTH),
        ("dataDiNascita", Kind.BIRTH),
        ("cellulare", Kind.PHONE),
        ("carta_di_credito", Kind.CARD),
        ("ssh_private_key", Kind.CREDENTIAL),
        ("IBAN", Kind.IBAN),
        ("creditCard", Kind.CARD),
        ("address", Kind.ADDRESS),
        ("ip", Kind.IP_ADDRESS),
        ("taxId", Kind.IDENTITY),
        ("token_count", None),
        ("memory_address", None),
        ("name", None),
        ("status", None),
        ("mobility", None),
        ("zip_file", None),
        ("emailed", None),
        ("", None),
        ("名前", None),
    ],
)
def test_a_property_tells_by_its_name_what_it_holds(name: str, kind: Kind | None) -> None:
    assert kind_of_name(name) == kind


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("ada@example.org", "[EMAIL]"),
        ("write to Ada.Lovelace+x@mail.example.co.uk, please", "write to [EMAIL], please"),
        ("grace@müller.de", "[EMAIL]"),
        ("call +39 06 1234 5678 now", "call [PHONE] now"),
        ("0039 06 12345678", "[PHONE]"),
        ("+39 06 1234 5678 2026-01-31", "[PHONE] 2026-01-31"),
        ("+1 (555) 123-4567, +49.30.123456", "[PHONE], [PHONE]"),
        ("(555) 123-4567", "[PHONE]"),
        ("555-123-4567", "[PHONE]"),
        ("06/1234 5678", "[PHONE]"),
        ("1-800-555-1234", "[PHONE]"),
        ("from 192.168.0.1:80", "from [IP_ADDRESS]:80"),
        ("2001:db8::ff00:42:8329", "[IP_ADDRESS]"),
        ("from 2001:db8::1.", "from [IP_ADDRESS]."),
        ("SSN 123-45-6789", "SSN [SSN]"),
        ("IT60 X054 2811 1010 0000 0123 456 AND MORE", "[IBAN] AND MORE"),
        ("DE89370400440532013000", "[IBAN]"),
        ("NO93 8601 1117 947, MT84MALT011000012345MTLCAST001S", "[IBAN], [IBAN]"),
        ("card 4111 1111 1111 1111.", "card 4111********1111."),
        ("5500-0000-0000-0004", "5500********0004"),
        ("4111 1111 1111 1111 09/28 123", "4111********1111 09/28 123"),
        ("a@example.org and b@example.org", "[EMAIL] and [EMAIL]"),
    ],
)
def test_what_looks_personal_is_masked(text: str, after: str) -> None:
    assert masked(text) == after


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-31",
        "2026-01-31T10:00:00+01:00",
        "2026-01-31 10:00:00",
        "31/01/2026 10:30",
        "10:00:00",
        "1234567890123",
        "NC_000913.3",
        "ACGT" * 20,
        "4111 1111 1111 1112",
        "DE89370400440532013001",
        "1.2.3",
        "256.1.1.1",
        "std::vector",
        "Task:42",
        "a@b",
        "key: value",
        "version 10.4.1-rc2",
        "0.123456789012",
        "550e8400-e29b-41d4-a716-446655440000",
        "https://example.org/a/b?c=1",
    ],
)
def test_what_only_resembles_it_stays(text: str) -> None:
    masking = Masking(TENANT)
    assert masking.value("note", text) == text
    assert masking.report() == {"values": {}, "properties": [], "ids": 0}


@pytest.mark.parametrize(
    ("name", "value", "after"),
    [
        ("email", "not even one", "[EMAIL]"),
        ("phone", 390612345678, "[PHONE]"),
        ("phones", ["1", None, ["2"]], ["[PHONE]", None, ["[PHONE]"]]),
        ("email", "", ""),
        ("email", None, None),
        ("creditCard", "4111111111111111", "4111********1111"),
        ("cvv", "123", "[CARD]"),
        ("notes", ["a@example.org", 1, ["b@example.org"]], ["[EMAIL]", 1, ["[EMAIL]"]]),
        ("user", {"email": "x", "at": "1.2.3.4"}, {"email": "[EMAIL]", "at": "[IP_ADDRESS]"}),
    ],
)
def test_whatever_it_is_in(name: str, value: object, after: object) -> None:
    assert masked(value, name) == after


def test_ids_are_renamed_the_same_way_wherever_they_stand() -> None:
    masking = Masking(TENANT)
    node = masking.masked(NodeRecord("ada@example.org", ("User",), {"name": "Ada", "email": "x"}))
    along = masking.masked(
        RelationshipRecord("RUNS|ada@example.org|t1|1", "RUNS", "ada@example.org", "t1", {})
    )
    assert isinstance(node, NodeRecord)
    assert isinstance(along, RelationshipRecord)
    assert node.orig_id == along.start
    assert along.end == "t1"
    assert "ada" not in f"{node}{along}"
    assert node.properties == {"name": "Ada", "email": "[EMAIL]"}
    assert masking.report() == {"values": {"email": 1}, "properties": ["email"], "ids": 3}
    other = Masking(UUID(int=2)).masked(NodeRecord("ada@example.org", (), {}))
    assert isinstance(other, NodeRecord)
    assert other.orig_id != node.orig_id


@given(NODES | RELATIONSHIPS)
def test_what_is_masked_is_masked(record: NodeRecord | RelationshipRecord) -> None:
    once = Masking(TENANT).masked(record)
    again = Masking(TENANT)
    assert again.masked(once).properties.keys() == record.properties.keys()
    assert again.ids == 0


@given(st.text("0123456789-.:@+ /()aAfF", max_size=60))
def test_any_text_has_a_mask(text: str) -> None:
    assert isinstance(masked(text), str)


@pytest.mark.parametrize(
    "text",
    [
        *("1" * 200_000, "a@" * 100_000, "1-" * 100_000, "AA11 " * 40_000, "f:" * 100_000, "+1 " * 70_000),
        *("0011111111111111111111111x " * 7_000, "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 " * 5_000),
    ],
)
def test_a_long_text_takes_no_longer_than_it_should(text: str) -> None:
    began = time.process_time()
    masked(text)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "text", ["AB12CDEF3456GH78IJ90KL12MN34OP56QR ", "AB12 C D E F 3 4 5 6 G H 7 8 ", "AB12 "]
)
def test_what_begins_like_an_iban_takes_little_longer_than_other_text(text: str) -> None:
    def seconds(line: str) -> float:
        long, began = line * (300_000 // len(line)), time.process_time()
        masked(long)
        return time.process_time() - began

    other = "2024-01-01T00:00:00Z INFO request 123456 was done in 15 ms, from host-17, at /a/b/c.\n"
    assert seconds(text) < 5 * seconds(other)


@given(
    st.from_regex("[A-Z]{2}", fullmatch=True),
    st.from_regex("[A-Z0-9]{4}[0-9]{3}[A-Z0-9]{4,23}", fullmatch=True),
    st.from_regex("[a-z.,][a-z0-9 ]{,5}|", fullmatch=True),
)
def test_whatever_has_the_check_digits_of_an_iban_is_one(country: str, account: str, behind: str) -> None:
    number = "".join(str(int(each, 36)) for each in f"{account}{country}00")
    iban = f"{country}{98 - int(number) % 97:02}{account}"
    groups = " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))
    for written in (iban, groups):
        assert masked(f"{written} {behind}") == f"[IBAN] {behind}"
