"""Flask-Admin: the staff console, and the partners' dashboard."""

from flask import Flask


def init_admin(app: Flask) -> None:
    """Register the console and its login."""
    from powerpact.admin.acting import new_mark, version_of
    from powerpact.admin.console import init_console
    from powerpact.admin.csrf import csrf_field
    from powerpact.admin.formats import TEMPLATE_FILTERS
    from powerpact.admin.links import may, may_open
    from powerpact.admin.partner import init_dashboard
    from powerpact.admin.people import init_people
    from powerpact.admin.pictures import pictures
    from powerpact.admin.staff_session import init_staff_session
    from powerpact.admin.subjects import subject_link

    app.jinja_env.filters.update(TEMPLATE_FILTERS)
    for known in (csrf_field, may, may_open, new_mark, subject_link, version_of):
        app.jinja_env.globals[known.__name__] = known
    init_staff_session(app)
    init_people(app)
    app.register_blueprint(pictures)
    init_console(app)
    init_dashboard(app)
