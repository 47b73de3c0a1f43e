"""What must not leave the house unseen: personal data in texts and tables, and what files hide.

Nothing here knows Django, the database or the clock. Files are read in a process of their own (``python -m
core.scanning``) whose memory and time are limited, so that a hostile file can hurt nobody but itself.
"""
