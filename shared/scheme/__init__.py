"""A desk scheme: the rules one desk works by, as data that an office can read and mend."""
