"""Ambassadors: colleagues who speak on their own accounts, by their own consent, with a kit to adapt."""
