"""What is left of the first version. Nothing new comes here."""
