"""The rules of bodies as plain, frozen values: read from files, checked, in words where they lead. No database."""
