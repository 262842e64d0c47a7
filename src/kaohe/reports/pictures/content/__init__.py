"""What pictures show: small frozen values, exact, computed from results and facts. Nothing here knows how it is drawn."""
