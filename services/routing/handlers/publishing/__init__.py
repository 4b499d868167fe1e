"""What is done with a publication: its draft, the consent to it, its approval, its way to the media."""
