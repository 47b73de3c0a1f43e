"""Sessions that the database cannot lend to anybody.

The key lies in the cookie alone: the table is found by a keyed hash of it, so that who reads the table, or a backup of
it, has no cookie. What a session holds is signed for its own key, so that a copy of it in another row says nothing.
"""

from django.contrib.sessions.backends import base, db
from django.utils import timezone
from django.utils.crypto import salted_hmac

KEPT = 40  # characters of the hash in the table: 160 bits, as long as Django's column


class SessionStore(db.SessionStore):
    """Django's sessions in the database, under the hash of their key and bound to it."""

    # As in every store that brings no ways of its own: the plain ones in a thread.
    aload = base.SessionBase.aload
    aexists = base.SessionBase.aexists
    acreate = base.SessionBase.acreate
    asave = base.SessionBase.asave
    adelete = base.SessionBase.adelete

    @property
    def key_salt(self) -> str:
        """What the content is signed with beside the key of the portal: another for each session."""
        return f"session of {self.session_key}"

    def load(self) -> dict:
        """What the session holds; nothing where it is over, was never begun, or was written for another."""
        if self.session_key is None:
            return {}
        row = self.model.objects.filter(
            session_key=_hashed(self.session_key), expire_date__gt=timezone.now()
        ).first()
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row.session_data)

    def exists(self, session_key: str) -> bool:
        """Whether there is a session of this key."""
        return super().exists(_hashed(session_key))

    def create_model_instance(self, data: dict):
        """The row as it is kept."""
        row = super().create_model_instance(data)
        row.session_key = _hashed(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """End the session of this key, by default this one."""
        session_key = session_key or self.session_key
        if session_key is not None:
            self.model.objects.filter(session_key=_hashed(session_key)).delete()


def _hashed(key: str) -> str:
    return salted_hmac("session", key, algorithm="sha256").hexdigest()[:KEPT]
