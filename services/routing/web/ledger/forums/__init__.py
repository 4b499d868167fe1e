"""Forums (意見交換会) on pages, by the API and on the command line."""
