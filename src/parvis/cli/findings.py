"""What the doctor finds: what it is, how bad, and what to do."""

from dataclasses import dataclass

from parvis.say import Say

NOTHING = Say("", "")
SIGNS = {"good": "✓", "warning": "!", "bad": "✗"}


@dataclass(frozen=True)
class Finding:
    """`how_bad` is good, warning or bad; `do` is what to do, empty when all is well."""

    what: Say
    how_bad: str
    do: Say = NOTHING

    def as_json(self, language: str) -> dict[str, str]:
        return {"what": self.what.to(language), "how_bad": self.how_bad, "do": self.do.to(language)}

    def line(self, language: str) -> str:
        advice = f"\n    → {self.do.to(language)}" if self.do != NOTHING else ""
        return f"{SIGNS[self.how_bad]} {self.what.to(language)}{advice}"


def good(fr: str, en: str) -> Finding:
    return Finding(Say(fr, en), "good")


def about(name: Say, what: Say) -> Say:
    """« name : what »."""
    return Say(f"{name.fr} : {what.fr}", f"{name.en}: {what.en}")
