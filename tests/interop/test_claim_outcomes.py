"""Outcomes from CSV and X12 835: what is read, and that every wrong line is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from ccm_desktop.domain.errors import BadInput
from ccm_desktop.interop.claim_outcomes import read_outcomes

HEAD = "claim,code,status,date,amount,reason\n"
ISA = "ISA*00*          *00*          *ZZ*PAYER          *ZZ*US             *261120*1200*^*00501*000000001*0*P*:~"
OURS = "C2610AAAAAAAAA"


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "outcomes"
    path.write_bytes(text.encode("utf-8"))
    return path


def remittance(*claims: str) -> str:
    body = "".join(f"{segment}~" for claim in claims for segment in claim.split("\n"))
    return f"{ISA}GS*HP*A*B~ST*835*1~BPR*I*66.13*C*ACH************20261120~LX*1~{body}SE*9*1~GE*1*1~IEA*1*1~"


def test_a_table_is_read_whatever_its_order_quotes_and_mark(tmp_path: Path) -> None:
    text = ('\ufeffStatus,Claim,Code,Amount,Reason,Date,Remark\r\n"Partially paid",c2610aaaaaaaaa,99490,"$1,066.13",'
            'b20,2026-11-20,"two\r\nlines"\r\n\r\nsubmitted,C2610AAAAAAAAA,99439,,,2026-11-02,\r\n')  # fmt: skip
    first, second = read_outcomes(written(tmp_path, text)).outcomes
    assert (first.claim, first.code, first.status, first.happened_on, first.amount, first.reason) == (
        OURS, "99490", "partially_paid", "2026-11-20", "1066.13", "B20")  # fmt: skip
    assert (second.status, second.amount, second.place) == ("submitted", "", "Line 5")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (f"{OURS},99490,lost,2026-11-20,,", "Line 3: the status is not known"),
        (f"{OURS},9949,paid,2026-11-20,1,", "Line 3: the code is not a procedure code"),
        (f"{OURS},99490,paid,11/20/2026,1,", "Line 3: the date cannot be read"),
        (f"{OURS},99490,paid,2026-11-20,-1,", "Line 3: the amount cannot be read"),
        (f"{OURS},99490,paid,2026-11-20,NaN,", "Line 3: the amount cannot be read"),
        (f"{OURS},99490,paid,2026-11-20,,", "Line 3: a payment has no amount"),
        (f"{OURS},99490,denied,2026-11-20,,", "Line 3: a denial has no reason"),
        (f"{OURS},99490,denied,2026-11-20,,=1+1", "Line 3: the reason is not a CARC"),
        (f"{OURS},99490,paid", "Line 3: it has 3 cells instead of 6"),
        (f'{OURS},"99490"x,paid,2026-11-20,1,', "Line 3: the quotation marks"),
    ],
)
def test_a_wrong_line_is_named_and_its_text_is_not_repeated(tmp_path: Path, row: str, said: str) -> None:
    text = f"{HEAD}{OURS},99490,submitted,2026-11-01,,\n{row}\n"
    with pytest.raises(BadInput) as refused:
        read_outcomes(written(tmp_path, text))
    assert refused.value.what.startswith(said)
    assert OURS not in str(refused.value)


@pytest.mark.parametrize("text", ["", "name,born\nDoe,1940\n", "claim,code,status,date,amount\n"])
def test_a_table_without_its_columns_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput, match="Line 1: the columns"):
        read_outcomes(written(tmp_path, text))


def test_a_payment_advice_gives_each_line_its_state(tmp_path: Path) -> None:
    text = remittance(
        f"CLP*{OURS}*1*166.57*66.13*13.23*MB*ICN*11\nSVC*HC:99490*116.13*52.90**1\nCAS*CO*45*50.00**253*1.06\n"
        "CAS*PR*2*13.23\nSVC*HC:99439*50.44*0**1\nCAS*CO*97*50.44",
        "CLP*C2610BBBBBBBBB*1*66.13*0*66.13*MB*ICN*11\nSVC*HC:99490*66.13*0**1\nCAS*PR*1*66.13",
        "CLP*C2610CCCCCCCCC*1*132.26*40*0*MB*ICN*11\nSVC*HC:99490*66.13*40**1\nCAS*CO*151*26.13",
        "CLP*C2610DDDDDDDDD*4*66.13*0*0*MB*ICN*11\nCAS*CO*29*66.13\nSVC*HC:99490*66.13*0**1",
        "CLP*26463774*1*500*400*0*MB*ICN*11\nSVC*HC:99214*500*400**1",
    )
    found = read_outcomes(written(tmp_path, text))
    assert (found.source, found.foreign) == ("835", 1)
    assert [(o.claim[5:7], o.code, o.status, o.amount, o.reason) for o in found.outcomes] == [
        ("AA", "99490", "paid", "52.90", ""),
        ("AA", "99439", "denied", "0.00", "97"),
        ("BB", "99490", "paid", "0.00", ""),  # all of it is the patient's deductible
        ("CC", "99490", "partially_paid", "40.00", "151"),
        ("DD", "99490", "denied", "0.00", "29"),
    ]
    assert {o.happened_on for o in found.outcomes} == {"2026-11-20"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (remittance(f"CLP*{OURS}*22*-66*-66*0*MB*1*11\nSVC*HC:99490*-66*-66**1"), "takes back an earlier payment"),
        (remittance(f"CLP*{OURS}*1*66*x*0*MB*1*11\nSVC*HC:99490*66*x**1"), "an amount cannot be read"),
        (remittance(f"CLP*{OURS}*1*66*1*0*MB*1*11\nSVC*99490*66*1**1"), "no procedure code"),
        (remittance("")[:400].rsplit("~SE", 1)[0], "not whole"),
        ("ISA*00", "ends within its first segment"),
    ],
)
def test_a_payment_advice_that_cannot_be_trusted_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_outcomes(written(tmp_path, text))


def test_public_payment_advices_hold_no_claim_of_ours(shared_data: Path) -> None:
    read = 0
    for path in sorted((shared_data / "edi").glob("*.835")):
        if not path.read_text("utf-8").startswith("ISA"):
            continue
        try:
            found = read_outcomes(path)
        except BadInput:
            continue
        assert found.outcomes == ()
        assert found.foreign > 0
        read += 1
    assert read >= 5


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "outcomes"
    path.write_bytes(b"\xff\xfe\x00c")
    with pytest.raises(BadInput, match="UTF-8"):
        read_outcomes(path)
    with pytest.raises(BadInput, match="no file of that name"):
        read_outcomes(tmp_path / "missing")
