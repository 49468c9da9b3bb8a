"""What recipients think of their delivery."""

from surveys.responses import SurveyResponse, satisfaction

__all__ = ["SurveyResponse", "satisfaction"]
