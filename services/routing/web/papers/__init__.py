"""The papers of a year and of a case, for print, for Word and for Excel."""
