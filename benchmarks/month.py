"""The month of 5,000 patients and 200,000 entries, against a plain SQL sum over the same entries.

Seconds are of this process, so that other work on the machine counts for little.
"""

from __future__ import annotations

import time

from benchmarks._world import MONTH, opened


def main() -> None:
    """Print the figure, the reference and their ratio."""
    practice = opened()
    office = practice.office
    connection = office.context.store.vault.connection
    opening, closing = MONTH.bounds(office.context.zone())
    sql = (
        "SELECT patient, sum(ended_at - started_at) FROM time_entry WHERE started_at >= ? AND started_at < ? GROUP BY 1"
    )
    plain, board, desk = [], [], []
    for _ in range(5):
        began = time.process_time()
        rows = connection.execute(sql, (opening, closing)).fetchall()
        plain.append(time.process_time() - began)
        began = time.process_time()
        found = office.month_end.board(MONTH)
        board.append(time.process_time() - began)
        began = time.process_time()
        office.month_desk.desk(MONTH)
        desk.append(time.process_time() - began)
    counted = sum(line.counted_seconds for line in found.lines)
    if len(rows) != len(found.lines) or sum(row[1] for row in rows) != counted:
        raise SystemExit("the two do not agree")
    print(f"month for {len(rows):,} patients: {min(board):.2f} s (aim 1.5 s); plain SQL sum {min(plain):.3f} s;"
          f" ratio {min(board) / min(plain):.1f}")  # fmt: skip
    print(f"month-end screen with exceptions, open work and queue: {min(desk):.2f} s;"
          f" {min(desk) / min(board):.1f} times the board alone")  # fmt: skip
    began = time.process_time()
    office.programme.month(MONTH)
    print(f"Program page with its claims: {time.process_time() - began:.2f} s")
    began = time.process_time()
    office.programme.point(MONTH)
    print(f"the same month for the trend, seen once: {time.process_time() - began:.4f} s")
    began = time.process_time()
    lines = office.patients.panel(MONTH)
    print(f"panel of {len(lines):,} patients loaded in {time.process_time() - began:.2f} s")
    practice.close()


if __name__ == "__main__":
    main()
