"""A round of appraisal: its units, its calendar, and the table of states it goes through."""
