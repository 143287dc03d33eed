"""A charter of Sainte-Aube: written from the starting text, signed by those who may."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parvis.govern.charter import signing, starting, writing
from parvis.govern.charter.models import Function
from parvis.people.models import Membership, User

URL = "/o/sainte-aube/govern/charter/"


@pytest.fixture
def member():
    """`member(user)`: the membership of that person."""
    return lambda user: Membership.objects.get(user=user)


@pytest.fixture
def nadia(town):
    """Human resources: a fourth person, so that each function has its own."""
    user = User.objects.create_user("nadia@sainte-aube.example", "x", name="Nadia Ferrand")
    Membership.objects.create(organisation=town, user=user, role="signatory")
    return user


@pytest.fixture
def functions(town, alice, bruno, chloe, nadia, member):
    """Four functions, one person each; gives name → function."""
    people = {"Relations publiques": alice, "Marketing": bruno, "Ressources humaines": nadia, "Juridique": chloe}
    named = [signing.Named(None, name, [member(user)]) for name, user in people.items()]
    signing.name_functions(alice, town, named, timezone.now())
    return {row.name: row for row in Function.objects.of(town)}


@pytest.fixture
def draft(town, alice):
    """Version 1 of the charter of use, in preparation."""
    return writing.begin(alice, town, "charter", "Charte", starting.clauses("charter", "town", "fr", town))


@pytest.fixture
def waiting(draft, functions, alice):
    signing.submit(alice, draft, timezone.now())
    draft.refresh_from_db()
    return draft


@pytest.fixture
def sign_all(functions):
    """`sign_all(version, at)`: every function signs."""

    def sign(version, at=None):
        for function in functions.values():
            signer = function.signers.get()
            signing.sign(signer, version, function, version.fingerprint(), at or timezone.now())
        version.refresh_from_db()
        return version

    return sign


@pytest.fixture
def in_force(waiting, sign_all):
    """In force for twenty days: longer than people had to read it."""
    version = sign_all(waiting)
    ago = timezone.now() - timedelta(days=20)
    type(version).objects.filter(pk=version.pk).update(in_force_at=ago)
    Membership.objects.update(since=ago - timedelta(days=1))
    version.refresh_from_db()
    return version
