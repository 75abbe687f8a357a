"""Small fee files written for the tests, in the layout that CMS publishes.

The headings are split over several lines, as in the published file; 2026 added the column PRIC IND.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_ABOVE = (
    ",,,STATUS,MEDICARE,WORK,NON-FAC,NA,FACILITY,NA,MP,NON-FACILITY,FACILITY,PCTC,GLOB,PRE,INTRA,POST,MULT,BILAT,"
    "ASST,CO-,TEAM,PRIC,ENDO,CONV,DIAGNOSTIC,CALCULATION,FAMILY,PAYMENT,PAYMENT,PAYMENT"
)
_BELOW = (
    "HCPCS,MOD,DESCRIPTION,CODE,PAYMENT,RVU,PE RVU,INDICATOR,PE RVU,INDICATOR,RVU,TOTAL,TOTAL,IND,DAYS,OP,OP,OP,"
    "PROC,SURG,SURG,SURG,SURG,IND,BASE,FACTOR,PROCEDURES,FLAG,INDICATOR,AMOUNT,AMOUNT,AMOUNT"
)
VALUES: Mapping[str, tuple[str, str, str, str]] = {
    # code: work, non-facility PE, facility PE, malpractice
    "99437": ("1.00", "0.82", "0.43", "0.07"),
    "99439": ("0.70", "0.76", "0.27", "0.05"),
    "99487": ("1.81", "2.38", "0.77", "0.13"),
    "99489": ("1.00", "1.27", "0.24", "0.07"),
    "99490": ("1.00", "0.91", "0.24", "0.07"),
    "99491": ("1.50", "1.06", "0.64", "0.10"),
}
FACTOR = "33.4009"


def heading(year: int = 2026, release: str = " October Release") -> list[str]:
    """The lines above the codes."""
    return [
        f",,{year} National Physician Fee Schedule Relative Value File{release}" + "," * 29,
        ",,RELEASED 08/26/2026" + "," * 29,
        "," * 31,
        _ABOVE,
        _BELOW,
    ]


def row(code: str, mod: str = "", factor: str = FACTOR, values: Sequence[str] = ()) -> str:
    """One code with totals that add up (in hundredths, without the program's arithmetic)."""
    work, expense, facility, mp = values or VALUES.get(code, ("0.50", "0.25", "0.20", "0.05"))
    hundredths = [round(float(x) * 100) for x in (work, expense, facility, mp)]
    total = f"{(hundredths[0] + hundredths[1] + hundredths[3]) / 100:.2f}"
    in_facility = f"{(hundredths[0] + hundredths[2] + hundredths[3]) / 100:.2f}"
    return (
        f"{code},{mod},Our own words,A,,{work},{expense},,{facility},,{mp},{total},{in_facility},9,XXX,0.00,0.00,0.00,"
        f"0,0,0,0,0,9,,{factor},09,0,99,0.00,0.00,0.00"
    )


def rvu_file(lines: Sequence[str] | None = None, year: int = 2026, release: str = " October Release") -> bytes:
    """A relative value file; without `lines` it has every CCM code among two others."""
    body = ["99213", *VALUES, "G0506"] if lines is None else []
    text = [*heading(year, release), *(row(code) for code in body), *(lines or ())]
    return ("\r\n".join(text) + "\r\n").encode("cp1252")


_PLACES = "Medicare Administrative Contractor (MAC),State,Locality Number,Locality Name,"
LOCALITIES = (
    "09102,FL,03,FORT LAUDERDALE,1.000,1.012,1.604",
    "09102,FL,04,MIAMI,1.000,1.025,2.309",
    "02102,AK,01,ALASKA*,1.500,1.065,0.551",
    "09202,PR,20,PUERTO RICO,1.000,0.869,0.575",
)


def gpci_file(lines: Sequence[str] = LOCALITIES, year: int = 2026, work: str = "PW GPCI (with 1.0 Floor)***") -> bytes:
    """A locality file with its title, headings and footnotes."""
    text = [
        f"ADDENDUM E. FINAL CY {year} GEOGRAPHIC PRACTICE COST INDICES (GPCIs) BY STATE AND MEDICARE LOCALITY,,,,,,",
        ",,,,,,",
        _PLACES + f"{year} {work},{year} PE GPCI,{year} MP GPCI",
        *lines,
        '"* Work GPCI reflects a 1.5 floor in Alaska, by statute.",,,,,,',
    ]
    return ("\r\n".join(text) + "\r\n").encode("cp1252")
