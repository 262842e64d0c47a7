"""Settings, addresses, the table of permissions."""
