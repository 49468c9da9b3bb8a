"""The assistant that answers recipients in the chat."""

from conversations.assistant import Assistant, AssistantResponse
from conversations.memory import ConversationMemory

__all__ = ["Assistant", "AssistantResponse", "ConversationMemory"]
