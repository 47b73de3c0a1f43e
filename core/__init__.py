"""The ground floor: people, regimes, calendar, gate, letters, public log. It knows nothing of the rooms above."""
