"""A partner with a dashboard."""

import pytest
from sqlalchemy.orm import Session

from powerpact.models import PartnerStore
from tests.admin.partner.conftest import Frame, OpenFrame
from tests.factories import PartnerStoreFactory


@pytest.fixture
def me(session: Session) -> PartnerStore:
    """The partner."""
    del session
    store: PartnerStore = PartnerStoreFactory(name="Fern", shop_domain="fern.myshopify.com")
    return store


@pytest.fixture
def mine(me: PartnerStore, frame_of: OpenFrame) -> Frame:
    """The partner's dashboard."""
    return frame_of(me)
