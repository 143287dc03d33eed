"""Incidents: what is said to a member about how they spoke, in grades, confidential, with an end. Also praise."""
