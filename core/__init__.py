"""The ground floor: people, regimes, calendar, transitions, letters, public log. It knows nothing of the rooms above."""
