"""How a case stands, for the desk and for the applicant. Derived, never stored."""
