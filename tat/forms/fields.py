"""The fields that forms of every floor are made of."""

from tat.forms.choices import CheckCards, ChoiceCards, YesNoField
from tat.forms.text import CleanTextField
from tat.forms.times import LocalDateField, LocalDateTimeField, LocalDateTimeInput

__all__ = ["CheckCards", "ChoiceCards", "CleanTextField", "LocalDateField", "LocalDateTimeField", "LocalDateTimeInput", "YesNoField"]
