"""What lives beside cases or longer than one: agreements, projects, boards, calls, publications, forums."""
