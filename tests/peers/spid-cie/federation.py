"""The small federation: a trust anchor, one identity provider, persons, and whom the anchor vouches for.

To be loaded after `django.setup()`. Not here: what tests may change while it runs (`commands.py`).
"""

import time

from django.conf import settings
from django.contrib.auth import get_user_model
from spid_cie_oidc.authority.models import (
    FederationDescendant,
    FederationEntityAssignedProfile,
    FederationEntityProfile,
)
from spid_cie_oidc.entity.jwks import create_jwk, public_jwk_from_private_jwk
from spid_cie_oidc.entity.models import FederationEntityConfiguration

from persons import ATTRIBUTES, PERSONS
from settings import CONTENT, KEY_WRAPPING, SIGNING

# Seconds that a trust mark is valid unless a test says otherwise.
MARK_LIFE = 365 * 24 * 3600


class Federation:
    """Whoever is in it, by entity identifier."""

    def __init__(self, options, base):
        self.base = base
        self.issuer = f"{base}/oidc/op"
        self.profile = options["profile"]
        self.federation_alg = options.get("federation_alg", "RS256")

    def found(self):
        """Makes everything that is there from the start."""
        self._anchor()
        self._provider()
        self.certify()
        for name, attributes in PERSONS.items():
            _person(name, attributes)

    def entity(self, who):
        """The "anchor" or the "provider" as it is now."""
        sub = {"anchor": self.base, "provider": self.issuer}[who]
        return FederationEntityConfiguration.objects.get(sub=sub)

    def new_key(self, use):
        """A private key: "federation" for statements, "core" for tokens."""
        if use == "core":
            return {**create_jwk(), "use": "sig"}
        return create_jwk(typ="ec") if self.federation_alg == "ES256" else create_jwk()

    def adopt(self, sub, kind, keys, life=MARK_LIFE, policy=None):
        """The anchor vouches for an entity with these public federation keys; answers with its trust marks."""
        vouched, _ = FederationDescendant.objects.update_or_create(
            sub=sub,
            defaults={
                "name": sub[-33:],
                "type": kind,
                "jwks": keys,
                "metadata_policy": policy or {},
                "status": "valid",
                "is_active": True,
            },
        )
        return self.mark(vouched, life)

    def certify(self):
        """The anchor takes the provider in, and the provider shows its trust mark as signed now."""
        provider = self.entity("provider")
        provider.trust_marks = self.adopt(self.issuer, "openid_provider", provider.public_jwks)
        provider.save()

    def mark(self, vouched, life=MARK_LIFE):
        """Gives an entity the trust mark of its kind, valid for `life` seconds."""
        mark = f"{self.base}/{vouched.type}/public/"
        template = {
            "id": mark,
            "exp": int(time.time()) + life,
            "ref": f"{self.base}/regolamento",
            "logo_uri": f"{self.base}/logo.svg",
            "organization_type": "public",
            "organization_name": "Ente di prova",
            "id_code": {"ipa_code": "c_prova"},
            "email": "prova@pec.example.it",
        }
        profile, _ = FederationEntityProfile.objects.update_or_create(
            profile_id=mark,
            defaults={
                "name": vouched.type,
                "profile_category": vouched.type,
                "trust_mark_template": template,
            },
        )
        FederationEntityAssignedProfile.objects.get_or_create(
            descendant=vouched, profile=profile, issuer=self.entity("anchor")
        )
        return [{"id": given["id"], "trust_mark": given["trust_mark"]} for given in vouched.trust_marks]

    def _anchor(self):
        about = _about(self.base, "Autorità di federazione di prova")
        about["federation_fetch_endpoint"] = f"{self.base}/fetch"
        about["federation_list_endpoint"] = f"{self.base}/list"
        about["federation_trust_mark_status_endpoint"] = f"{self.base}/trust_mark_status"
        FederationEntityConfiguration.objects.create(
            sub=self.base,
            entity_type="federation_entity",
            is_active=True,
            default_signature_alg=self.federation_alg,
            jwks_fed=[self.new_key("federation")],
            jwks_core=[],
            constraints={"max_path_length": 1},
            trust_mark_issuers={
                f"{self.base}/{kind}/public/": [self.base]
                for kind in ("openid_relying_party", "openid_provider")
            },
            metadata={"federation_entity": about},
        )

    def _provider(self):
        core = self.new_key("core")
        FederationEntityConfiguration.objects.create(
            sub=self.issuer,
            entity_type="openid_provider",
            is_active=True,
            default_signature_alg=self.federation_alg,
            authority_hints=[self.base],
            jwks_fed=[self.new_key("federation")],
            jwks_core=[core],
            metadata={
                "federation_entity": _about(self.issuer, self._name()),
                "openid_provider": self._metadata([core]),
            },
        )

    def _name(self):
        return f"Identità {self.profile.upper()} di prova"

    def _metadata(self, core):
        scopes = ["openid", "offline_access"]
        if self.profile == "cie":
            scopes += ["profile", "email"]
        claims = sorted({claim for person in PERSONS.values() for claim in person})
        if self.profile == "cie":
            claims.remove(f"{ATTRIBUTES}spid_code")
        addresses = ["authorization", "token", "userinfo", "introspection", "revocation"]
        return {
            "issuer": self.issuer,
            **{f"{name}_endpoint": f"{self.issuer}/{name}" for name in addresses},
            "jwks": public(core),
            "organization_name": self._name(),
            "logo_uri": f"{self.issuer}/logo.svg",
            "op_policy_uri": f"{self.issuer}/privacy",
            "scopes_supported": scopes,
            "claims_supported": claims,
            "acr_values_supported": [f"https://www.spid.gov.it/SpidL{level}" for level in (1, 2, 3)],
            "response_types_supported": ["code"],
            "response_modes_supported": ["query", "form_post"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "subject_types_supported": ["pairwise"],
            "code_challenge_methods_supported": ["S256"],
            "client_registration_types_supported": ["automatic"],
            "claims_parameter_supported": True,
            "request_parameter_supported": True,
            "request_authentication_methods_supported": {"ar": ["request_object"]},
            "authorization_response_iss_parameter_supported": True,
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": SIGNING,
            "request_object_signing_alg_values_supported": SIGNING,
            "id_token_signing_alg_values_supported": SIGNING,
            "id_token_encryption_alg_values_supported": KEY_WRAPPING,
            "id_token_encryption_enc_values_supported": CONTENT,
            "userinfo_signing_alg_values_supported": SIGNING,
            "userinfo_encryption_alg_values_supported": KEY_WRAPPING,
            "userinfo_encryption_enc_values_supported": CONTENT,
        }


def public(keys):
    """Public half of core keys, as a JWK set."""
    return {"keys": [{**public_jwk_from_private_jwk(key), "use": "sig"} for key in keys]}


def _about(address, name):
    return {
        "organization_name": name,
        "homepage_uri": address,
        "policy_uri": f"{address}/privacy",
        "logo_uri": f"{address}/logo.svg",
        "contacts": ["prova@pec.example.it"],
        "federation_resolve_endpoint": f"{address}/resolve",
    }


def _person(name, attributes):
    person = get_user_model()(username=name, email=attributes["email"], attributes=attributes)
    person.set_password(name)
    person.save()
