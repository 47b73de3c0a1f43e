"""People without an account: how they come back, how often they may ask, and that a form is taken once."""
