"""P0: a parcel is where its last scan says."""

from __future__ import annotations

import pytest

from core.errors import InvalidTransition, UnknownParcel
from core.events import EventBus
from core.models import ParcelStatus, Scan
from tracking.eta import estimate_arrival
from tracking.service import TrackingService

pytestmark = pytest.mark.p0


def test_scan_moves_the_parcel_and_is_announced(parcel):
    bus, heard = EventBus(), []
    bus.subscribe("parcel.moved", heard.append)
    tracking = TrackingService(bus)
    tracking.register(parcel)
    tracking.record(Scan(10.0, parcel.id, ParcelStatus.COLLECTED, "Aarhus"))
    assert tracking.parcel(parcel.id).status is ParcelStatus.COLLECTED
    assert [event.details["depot"] for event in heard] == ["Aarhus"]


def test_answer_is_new_after_a_scan(parcel, clock):
    tracking = TrackingService(clock=clock)
    tracking.register(parcel)
    assert tracking.where_is(parcel.id).data["status"] == "registered"
    tracking.record(Scan(10.0, parcel.id, ParcelStatus.COLLECTED))
    assert tracking.where_is(parcel.id).data["status"] == "collected"
    assert tracking.recent_share() == 0.0


def test_recent_answer_is_served_again(parcel, clock):
    tracking = TrackingService(clock=clock)
    tracking.register(parcel)
    first = tracking.where_is(parcel.id)
    clock.advance(29)
    assert tracking.where_is(parcel.id) is first
    clock.advance(2)
    assert tracking.where_is(parcel.id) is not first


def test_impossible_step_is_refused(parcel):
    tracking = TrackingService()
    tracking.register(parcel)
    with pytest.raises(InvalidTransition):
        tracking.record(Scan(10.0, parcel.id, ParcelStatus.DELIVERED))


def test_unknown_parcel_is_named():
    with pytest.raises(UnknownParcel, match="SP-1"):
        TrackingService().parcel("SP-1")
    assert TrackingService().where_is("SP-1").success is False


def test_estimate_does_not_tremble(parcel, clock):
    first = estimate_arrival(parcel, (56.16, 10.2), clock)
    clock.advance(60)
    assert estimate_arrival(parcel, (56.16, 10.2), clock) == first
    clock.advance(120)
    assert estimate_arrival(parcel, (56.16, 10.2), clock) == first + 180
