"""Routes and handlers."""

from __future__ import annotations

import pytest

from api.handlers import Handlers
from api.routes import Routes
from core.events import EventBus
from core.models import ParcelStatus, Scan
from performance import cache_manager
from tracking.service import TrackingService


@pytest.fixture
def service(parcel, monkeypatch):
    monkeypatch.setattr(cache_manager, "_shared", None)
    bus = EventBus()
    tracking = TrackingService(bus)
    tracking.register(parcel)
    return tracking, Routes(Handlers(tracking, bus))


def test_answer_follows_the_parcel(service, parcel):
    tracking, routes = service
    assert routes.handle("GET", f"/parcels/{parcel.id}").data["data"]["status"] == "registered"
    tracking.record(Scan(1.0, parcel.id, ParcelStatus.COLLECTED))
    assert routes.handle("GET", f"/parcels/{parcel.id}").data["data"]["status"] == "collected"


def test_timeline_of_an_unknown_parcel_is_not_found(service):
    assert service[1].handle("GET", "/parcels/none/timeline").status == 404


def test_other_method_is_not_allowed(service):
    answer = service[1].handle("POST", "/parcels/x")
    assert (answer.status, answer.headers) == (405, {"Allow": "GET"})


def test_refresh_is_accepted(service):
    assert service[1].handle("POST", "/refresh").status == 202


def test_price_has_cents_and_days(service):
    answer = service[1].handle("GET", "/quotes/northwind/1000/250")
    assert set(answer.data) == {"carrier", "cents", "days"}
    assert service[1].handle("GET", "/quotes/northwind/heavy/250").status == 400
