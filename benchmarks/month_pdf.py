"""The month report of 350 patients, against bare ReportLab drawing the same table."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal
from io import BytesIO

from reportlab.lib.pagesizes import letter
from reportlab.platypus import LongTable, SimpleDocTemplate

from ccm_desktop.reports.documents import CodeUnits, Imprint, MonthLine, MonthReport
from ccm_desktop.reports.monthly_report import render_month_report

IMPRINT = Imprint("Practice", "", "", "October 2026", "OPEN", True, "Ann", "Nov 1, 2026 9:00 AM EDT", "0", "2026.1")


def main() -> None:
    """Print both and their ratio."""
    lines = tuple(
        MonthLine(
            f"Family{n}, Given", date(1950, 1, 1), str(n), 1200 + n, (CodeUnits("99490", 1),), "Dr. A", "Billable"
        )
        for n in range(350)
    )
    report = MonthReport(IMPRINT, lines, (), (), (), Decimal("1.00"), ("national",), "Ann", ("Dr. A",))
    rows = [
        [x.patient_name, "01/01/1950", x.mrn, str(x.counted_seconds), "99490", x.practitioner, x.state] for x in lines
    ]
    ours, bare = [], []
    for _ in range(5):
        began = time.perf_counter()
        render_month_report(report)
        ours.append(time.perf_counter() - began)
        began = time.perf_counter()
        SimpleDocTemplate(BytesIO(), pagesize=letter).build([LongTable(rows, repeatRows=1)])
        bare.append(time.perf_counter() - began)
    print(f"month PDF of 350 patients: {min(ours):.3f} s; bare ReportLab table {min(bare):.3f} s;"
          f" ratio {min(ours) / min(bare):.1f} (aim 2)")  # fmt: skip


if __name__ == "__main__":
    main()
