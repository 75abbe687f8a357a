"""Which CCM codes a patient-month supports, and why, second by second."""
