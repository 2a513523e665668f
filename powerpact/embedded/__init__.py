"""Real PostgreSQL and Redis without an installation, for development, tests and the demo.

The servers come from Python packages and live as long as somebody uses them: see
`powerpact.embedded.services.running_services`. Nothing of the product is imported here.
"""

from powerpact.embedded.errors import ServiceError
from powerpact.embedded.services import Services, running_services

__all__ = ["ServiceError", "Services", "running_services"]
