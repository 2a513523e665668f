"""Who erases and finds when nobody of Bubbly does."""

from powerpact.models import Source
from powerpact.services.audit import Actor

BY_LAW = Actor("Privacy law", Source.RULE)
