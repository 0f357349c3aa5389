"""What tests may change in the federation while it runs: one function per command, `do` is its name.

To be loaded after `django.setup()`. Each answers with what it did, or raises what is wrong with the command.
"""

import time

from spid_cie_oidc.authority import models as authority
from spid_cie_oidc.authority.models import FederationDescendant, FederationEntityAssignedProfile
from spid_cie_oidc.entity import models as entity
from spid_cie_oidc.entity.models import FetchedEntityStatement, TrustChain
from spid_cie_oidc.entity.utils import exp_from_now
from spid_cie_oidc.provider.models import IssuedToken

from federation import MARK_LIFE, public
from outage import DOWN


def adopt(federation, entity_id, jwks, kind="openid_relying_party", mark_life=MARK_LIFE, policy=None):
    """Takes an entity in, or its new federation keys. `mark_life` in seconds; `policy` by kind of metadata, in
    place of the federation's own for that kind. Answers with `trust_marks`.
    """
    keys = jwks["keys"] if isinstance(jwks, dict) else jwks
    return {"trust_marks": federation.adopt(entity_id, kind, keys, mark_life, policy)}


def drop(federation, entity_id):
    """Vouches for an entity no longer. The provider believes in it until its chain expires: see `forget`."""
    FederationDescendant.objects.get(sub=entity_id).delete()
    return {}


def mark(federation, entity_id, active):
    """Withdraws or gives back the trust mark. Without one an entity is not listed and no policy is imposed on it."""
    vouched = FederationDescendant.objects.get(sub=entity_id)
    if active:
        return {"trust_marks": federation.mark(vouched)}
    FederationEntityAssignedProfile.objects.filter(descendant=vouched).delete()
    return {"trust_marks": []}


def down(federation, who):
    """The "anchor" or the "provider" answers 503."""
    DOWN.add(_one_of(who, "anchor", "provider"))
    return {}


def up(federation, who):
    """The "anchor" or the "provider" answers again."""
    DOWN.discard(_one_of(who, "anchor", "provider"))
    return {}


def keys(federation, of, step):
    """Changes keys `of` the "anchor", the "provider" (both federation keys) or the "core" (the provider's tokens).

    Steps of an announced change: "announce" publishes a new key beside the old one, "switch" signs with it, "drop"
    withdraws the old one. "replace" does all at once, which nobody was told of. Answers with the `kids`, the
    signing one first.
    """
    use = "core" if _one_of(of, "anchor", "provider", "core") == "core" else "federation"
    changed = federation.entity("anchor" if of == "anchor" else "provider")
    field = "jwks_core" if use == "core" else "jwks_fed"
    now = getattr(changed, field)
    steps = {
        "announce": lambda: [*now, federation.new_key(use)],
        "switch": lambda: [now[-1], *now[:-1]],
        "drop": lambda: now[:1],
        "replace": lambda: [federation.new_key(use)],
    }
    after = steps[_one_of(step, *steps)]()
    setattr(changed, field, after)
    if use == "core":
        changed.metadata["openid_provider"]["jwks"] = public(after)
    changed.save()
    if of == "anchor":
        federation.certify()
    if of == "provider":
        FederationDescendant.objects.filter(sub=changed.sub).update(jwks=changed.public_jwks)
    return {"kids": [key["kid"] for key in after]}


def life(federation, seconds):
    """From now on all statements are valid so long; null: as long as the package wants (two days)."""

    def expiry(minutes=0):
        return int(time.time()) + seconds

    chosen = exp_from_now if seconds is None else expiry
    authority.exp_from_now = chosen
    entity.exp_from_now = chosen
    return {}


def forget(federation):
    """The provider forgets which relying parties it believes in, and asks again at the next request."""
    TrustChain.objects.all().delete()
    FetchedEntityStatement.objects.all().delete()
    return {}


def tokens(federation):
    """How many tokens were issued and how many of them revoked."""
    issued = IssuedToken.objects.all()
    return {"issued": issued.count(), "revoked": issued.filter(revoked=True).count()}


COMMANDS = {command.__name__: command for command in (adopt, drop, mark, down, up, keys, life, forget, tokens)}


def obey(federation, order):
    """Does what `order` says: `{"do": <name of a command>, …its arguments}`."""
    name = order.pop("do")
    return {"done": name, **COMMANDS[name](federation, **order)}


def _one_of(word, *words):
    if word not in words:
        raise ValueError(f"«{word}» is none of {', '.join(words)}")
    return word
