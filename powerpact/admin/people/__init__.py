"""Staff at the door: Flask-Security with our pages, our mails and our log of who did what."""

from flask import Flask


def init_people(app: Flask) -> None:
    """Register signing in, resetting passwords and the second factor under ``/console/``."""
    from powerpact.admin.people.letters import init_letters
    from powerpact.admin.people.security import init_security
    from powerpact.admin.people.sign_in import sign_in_pages

    init_letters(app)
    init_security(app)
    app.register_blueprint(sign_in_pages)
