"""How many questions an answer costs beside its own: whether all that it was made of stands as it was written."""

ASKED_WHOLE = 1  # one for all of it (core/proof/served)
