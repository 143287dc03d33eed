"""What `measure` writes to the audit log."""

from parvis.say import Say

WORDS: dict[str, Say] = {
    "measure.frozen": Say("{person} a figé le rapport {about}.", "{person} froze the report {about}."),
}
