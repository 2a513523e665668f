"""Who may see a view and act in it: what the console's guard and the dashboard's have in common."""

from typing import Any, ClassVar

from flask import abort
from flask.typing import ResponseReturnValue

from powerpact.permissions import AnyPermission
from powerpact.services.audit import Actor


class Guard:
    """Lets in whom it knows and who holds ``permission``; None means everybody it knows.

    A view that names none at all is not served: reading the attribute fails.
    """

    permission: ClassVar[AnyPermission | None]

    def is_known(self) -> bool:
        """Whether somebody vouched for the person behind this request."""
        raise NotImplementedError

    def allows(self, permission: AnyPermission) -> bool:
        """Whether the person behind this request holds the permission."""
        raise NotImplementedError

    def actor(self) -> Actor:
        """The person behind this request, as what they do is kept; 403 for a stranger."""
        raise NotImplementedError

    def ask_who_it_is(self) -> ResponseReturnValue:
        """What somebody is answered whom nobody vouched for."""
        raise NotImplementedError

    def is_accessible(self) -> bool:
        """Whether the person behind this request may see this view."""
        return self.is_known() and (self.permission is None or self.allows(self.permission))

    def demand(self, permission: AnyPermission) -> None:
        """Answer 403 unless the person behind this request holds the permission."""
        if not self.allows(permission):
            abort(403)

    def inaccessible_callback(self, _name: str, **_kwargs: object) -> ResponseReturnValue:
        """Who is known but lacks the permission is told so (403)."""
        if self.is_known():
            abort(403)
        return self.ask_who_it_is()

    def _run_view(self, view: Any, *args: Any, **kwargs: Any) -> ResponseReturnValue:
        # Flask-Admin's own catches TypeError and calls the view a second time.
        answer: ResponseReturnValue = view(self, *args, **kwargs)
        return answer
