"""Forums (意見交換会): announced to everybody, with invitations, and the proposals that came of them."""
