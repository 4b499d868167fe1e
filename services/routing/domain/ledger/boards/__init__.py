"""Boards (審査会): sessions with an agenda of cases, and outcomes that are held until they are released."""
