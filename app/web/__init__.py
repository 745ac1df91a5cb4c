"""What every room's pages share. No word of the domain in here."""
