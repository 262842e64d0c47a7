"""Who did what, when: a trail that is only ever added to, guarded in the database itself and chained by hash."""
