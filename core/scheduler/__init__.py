"""What drives the portal without anybody clicking: jobs and their plan, work that is claimed, reminders, the broker."""
