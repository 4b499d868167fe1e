"""Turn a mail, as Japan really sends it, into a value. Pure: bytes in, `ParsedMail` out."""
