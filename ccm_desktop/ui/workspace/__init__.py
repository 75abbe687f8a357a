"""One patient: summary, time, care plan, contacts, consent."""
