"""What leaves the portal as a file: PDF, calendars, feeds, tables; and tables that come in."""
