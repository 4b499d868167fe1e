"""Lists of proposals from spreadsheets and other systems: read, mapped and checked line by line."""
