"""In place of ipaddress, which `urllib.parse` loads to check hosts in brackets; no address is taken apart here."""
