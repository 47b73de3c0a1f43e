"""The public pages of agencies: who they are, what they owe, what came of it."""
