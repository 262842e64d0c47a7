"""A longer, coverage-guided search for inputs that the readers do not stand: `make fuzz`, see README.md."""
