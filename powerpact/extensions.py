"""Unbound extensions; ``create_app`` binds them. Nothing here touches the network."""

from typing import TYPE_CHECKING

from celery import Celery
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_mailman import Mail
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from powerpact.vault import Vault


class Base(DeclarativeBase):
    """All tables; named constraints, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)
if TYPE_CHECKING:
    Model = Base  # type checkers can not follow db.Model, which is made at run time
else:
    Model = db.Model
migrate = Migrate()
csrf = CSRFProtect()
babel = Babel()
mail = Mail()
limiter = Limiter(get_remote_address)
celery = Celery("powerpact", task_cls="powerpact.tasks.context:ContextTask")
vault = Vault()
