"""P0: every subsystem's response has the same shape on the wire."""

from __future__ import annotations

import pytest

from analytics.forecasts import ForecastResponse
from api.answers import ApiResponse, FallbackResponse
from carriers.base import CarrierResponse
from conversations.assistant import AssistantResponse
from notifications.channels import ChannelResponse
from performance.response_optimizer import ResponsePriority, ResponseQueue
from tracking.answers import TrackingResponse

pytestmark = pytest.mark.p0

FAMILY = [
    ApiResponse(False, error="no"),
    AssistantResponse(False, error="no"),
    CarrierResponse(False, error="no"),
    ChannelResponse(False, error="no"),
    FallbackResponse(error="no"),
    ForecastResponse(False, error="no"),
    TrackingResponse(False, error="no"),
]


@pytest.mark.parametrize("response", FAMILY, ids=lambda response: type(response).__name__)
def test_failure_says_so_and_why(response):
    body = response.to_dict()
    assert body["ok"] is False
    assert body["error"] == "no"
    assert {"ok", "source", "data"} <= set(body)


def test_urgent_responses_leave_first():
    queue = ResponseQueue()
    queue.put("later", ResponsePriority.BACKGROUND)
    queue.put("now", ResponsePriority.CRITICAL)
    queue.put("soon")
    assert list(queue.drain()) == ["now", "soon", "later"]


def test_response_is_encoded_as_json():
    assert ApiResponse(True, {"id": "x"}).encoded() == b'{"data": {"id": "x"}, "ok": true, "source": "api"}'
