"""What units say of themselves, what departments judge, and what is appealed against."""
