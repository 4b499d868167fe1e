"""Who may enter and who may do what: accounts, sessions and the one policy `can(actor, action, case)`."""
