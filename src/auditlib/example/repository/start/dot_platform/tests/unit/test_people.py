"""Conversations and surveys."""

from __future__ import annotations

from conversations import Assistant, ConversationMemory
from surveys import SurveyResponse, satisfaction
from surveys.responses import complaints
from tracking import TrackingService


def test_it_means_the_parcel_last_mentioned():
    memory = ConversationMemory("r-1")
    memory.said("recipient", "NW-00000001 or NW-00000002?")
    memory.said("recipient", "NW-00000001 please")
    assert memory.parcel_in_mind == "NW-00000001"
    memory.forget()
    assert memory.parcel_in_mind is None


def test_assistant_follows_the_conversation(parcel):
    tracking = TrackingService()
    tracking.register(parcel)
    assistant = Assistant(tracking)
    assert assistant.reply("r-1", "hello").confidence == 0.3
    assert "not yet seen" in assistant.reply("r-1", f"where is {parcel.id}").text
    assert assistant.reply("r-1", "and now?").confidence == 0.7


def test_satisfaction_is_promoters_minus_detractors():
    assert satisfaction([SurveyResponse("p", 10), SurveyResponse("p", 7), SurveyResponse("p", 2)]) == 0.0
    assert satisfaction([]) is None


def test_complaints_are_counted():
    answers = [SurveyResponse("p", 3, "Late and wet"), SurveyResponse("p", 2, "delayed")]
    assert complaints(answers) == [("delay", 2), ("damage", 1)]
