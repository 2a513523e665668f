"""What the settings page shows: the choices in words, what was typed, and what others changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from powerpact.errors import Refused
from powerpact.models import AlertPace, Deletion, PartnerStore
from powerpact.services.partner_settings import SETTINGS

# Before a setting's name: what it was when the form was drawn.
WAS = "was_"
NAMES = {
    "auto_offer": "New products",
    "stock_buffer": "Stock buffer",
    "on_deletion": "Deleted products",
    "alert_email": "E-mail address",
    "alert_pace": "Mails",
}
DELETIONS = {
    Deletion.DRAFT: "It is hidden at Bubbly, and comes back if you create it again",
    Deletion.SOLD_OUT: "It stays visible at Bubbly as sold out",
    Deletion.DELETE: "It is deleted at Bubbly as well",
}
PACES = {
    AlertPace.AT_ONCE: "Within a minute, at most one mail in ten minutes",
    AlertPace.DAILY: "Once a day, at seven in the morning",
    AlertPace.OFF: "No mails",
}
OFFERS = {"True": "Offered by themselves", "False": "Wait until you offer them"}


@dataclass(frozen=True, slots=True)
class SettingsForm:
    """``values``: what the fields show, as text. ``was``: what was kept when that was decided.

    ``errors``: sentences, by the settings that they are about.
    """

    values: Mapping[str, str]
    was: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def seen(self) -> str:
        """As ``save_settings`` takes it: what changes whenever one of the settings does."""
        return "|".join(self.was[name] for name in sorted(self.was))

    def changed_meanwhile(self, store: PartnerStore) -> list[str]:
        """Which settings are others now than when this form was drawn, in words."""
        now = kept(store)
        return [
            f"{NAMES[name]}: now {in_words(name, now[name])}"
            for name in NAMES
            if now[name] != self.was[name]
        ]


def drawn(store: PartnerStore) -> SettingsForm:
    """The form as it is first seen."""
    return SettingsForm(kept(store), kept(store))


def sent(form: MultiDict[str, str]) -> SettingsForm:
    """The form as somebody sent it, with what can not be."""
    values = {name: form.get(name, "") for name in NAMES}
    # A box that is not ticked is not sent.
    values["auto_offer"] = str(form.get("auto_offer") == "True")
    was = {name: form.get(f"{WAS}{name}", "") for name in NAMES}
    return SettingsForm(values, was, _errors(values))


def kept(store: PartnerStore) -> dict[str, str]:
    """The settings as text, as the service compares them."""
    return {name: str(getattr(store, name)) for name in NAMES}


def in_words(name: str, value: str) -> str:
    """A kept setting as the page says it."""
    words: dict[str, dict[str, str]] = {
        "auto_offer": OFFERS,
        "on_deletion": {str(key): said for key, said in DELETIONS.items()},
        "alert_pace": {str(key): said for key, said in PACES.items()},
        "alert_email": {"": "none"},
    }
    said = words.get(name, {}).get(value, value)
    return said[:1].lower() + said[1:] if value in words.get(name, {}) else said


def _errors(values: Mapping[str, str]) -> dict[str, str]:
    errors = {}
    for name, value in values.items():
        try:
            SETTINGS[name](value)
        except Refused as refusal:
            sentence = str(refusal)
            errors[name] = f"{sentence[:1].upper()}{sentence[1:]}."
    return errors
