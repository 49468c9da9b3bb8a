"""The assistant that answers recipients in the chat."""

from conversations.assistant import Assistant
from conversations.memory import ConversationMemory
from performance.unified_response import UnifiedResponse as AssistantResponse

__all__ = ["Assistant", "AssistantResponse", "ConversationMemory"]
