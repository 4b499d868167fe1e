"""One door a verb: what is asked of a case, by pages, by the API and by the command line alike."""
