"""The command line: one file a command, thin. `main` finds the command and imports it only then."""
