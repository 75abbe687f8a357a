"""How each condition of the invented patients is cared for: where they stand, who does what, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Care:
    """The care of one condition; its goal stands in `demo_script.GOALS`."""

    baseline: str
    weeks: int
    """Until the goal is due, from the day of the plan: far enough that the demo practice is not all late."""
    own: tuple[str, str]
    """What the patient does, how often."""
    ours: tuple[str, str, str]
    """What the team does, who, how often."""
    outlook: str
    better: str
    """What was measured at a review that went well."""
    worse: str


CARE: Mapping[str, Care] = {
    "I10": Care(
        "146/88, average of a week at home", 40,
        ("Measure blood pressure after five minutes of rest and write it down", "morning and evening"),
        ("Go through the home readings; tell the practitioner when the average is above target", "Nurse", "monthly"),
        "Good control is likely within six months with home readings and the present tablets.",
        "131/79, average of a week", "148/90, average of a week",
    ),
    "E11.9": Care(
        "A1c 8.3 %", 44,
        ("Check glucose before breakfast and write it down", "every day"),
        ("Go through glucose log and low sugars; look at the feet with the patient", "Nurse", "monthly"),
        "Fewer lows and an A1c near target are expected; eyes and kidneys are watched each year.",
        "A1c 7.6 %", "A1c 8.5 %",
    ),
    "E78.5": Care(
        "LDL 104 mg/dL", 46,
        ("Take the statin at bedtime", "every day"),
        ("Ask about muscle aches and missed doses; order the lipid panel", "Care coordinator", "every 3 months"),
        "LDL is expected below target with the statin taken every day.",
        "LDL 78 mg/dL", "LDL 101 mg/dL",
    ),
    "I50.9": Care(
        "Weighs in about twice a week", 38,
        ("Weigh in after getting up, before breakfast, and write it down", "every day"),
        ("Call when a weight is missing for three days; talk about salt and swelling", "Nurse", "weekly"),
        "Stable with daily weights; a hospital stay can mostly be avoided by calling early.",
        "Within 2 lb on 27 of 30 days", "Up 4 lb twice; water tablet adjusted",
    ),
    "J44.9": Care(
        "Stops twice on the way", 40,
        ("Use the inhaler with the spacer; walk inside on cold days", "every day"),
        ("Watch the inhaler being used over video; go through the action plan", "Nurse", "every 2 months"),
        "Breathing can stay as it is without smoke and with fewer flare-ups.",
        "8 minutes without a stop", "4 minutes, stops once",
    ),
    "N18.30": Care(
        "eGFR 48", 48,
        ("Drink about six glasses of water and leave out ibuprofen", "every day"),
        ("Compare laboratory results with the last ones; ask about new tablets", "Care coordinator", "every 3 months"),
        "Kidney function is expected to stay steady with good blood pressure.",
        "eGFR 49", "eGFR 44",
    ),
    "I48.91": Care(
        "Misses about two doses a week", 38,
        ("Take the blood thinner from the pill box", "morning and evening"),
        ("Count the pill box together; ask about bleeding and bruises", "Nurse", "monthly"),
        "The risk of a stroke is low while no dose is missed.",
        "0 missed last week", "2 missed last week",
    ),
    "M19.90": Care(
        "Pain 6 of 10 on the stairs", 42,
        ("Do the knee exercises from the sheet", "every day"),
        ("Ask about pain, falls and use of the cane", "Care coordinator", "monthly"),
        "Less pain and steadier walking are expected with exercise.",
        "4 of 10", "6 of 10",
    ),
    "F32.A": Care(
        "PHQ-9 of 14", 40,
        ("Go outside for a quarter of an hour", "every day"),
        ("Ask the nine questions; call sooner after a bad week", "Nurse", "monthly"),
        "Mood is expected to lift within three months with tablets and company.",
        "PHQ-9 of 9", "PHQ-9 of 13",
    ),
    "I25.10": Care(
        "One day a week", 40,
        ("Walk for twenty minutes, level ground first", "five days a week"),
        ("Ask about chest pain and how far the walks go", "Nurse", "monthly"),
        "No further heart attack is expected with tablets, walking and no tobacco.",
        "4 days a week", "1 day a week",
    ),
}  # fmt: skip
"""By ICD-10-CM code, as in `demo_script.CONDITIONS`."""
SPECIALISTS = (
    ("Priya Raman, MD", "Cardiologist", "(555) 014-2277", "Finger Lakes Cardiology", ("I50.9", "I48.91", "I25.10")),
    ("Samuel Ortega, OD", "Eye doctor", "(555) 014-6120", "Seneca Eye Clinic", ("E11.9",)),
    ("Grace Lindholm, MD", "Lung doctor", "(555) 014-3344", "Ontario Pulmonary", ("J44.9",)),
    ("Anil Mehta, MD", "Kidney doctor", "(555) 014-5518", "Lakes Nephrology", ("N18.30",)),
    ("Judith Kane, PT", "Physical therapist", "(555) 014-8802", "Geneva Physical Therapy", ("M19.90",)),
    ("Carol Whitman, LCSW", "Counselor", "(555) 014-9071", "Lakeside Counseling", ("F32.A",)),
)
"""Name, role, phone, where they work, and for which conditions."""
DUE_AT_65 = (
    ("Flu vaccine", "Given at the pharmacy"), ("Pneumococcal vaccine", "Up to date"),
    ("Annual wellness visit", "Done with Dr. Reyes"), ("Fall-risk check", "Steady with the cane"),
)  # fmt: skip
"""What was done shortly before the plan, and its result."""
