"""Settings of the Django project around the package, for one start on loopback.

Deliberately not a settings module: where the program listens is known only when it does.
"""

import aiohttp

SIGNING = ["RS256", "RS512", "ES256", "ES512"]
KEY_WRAPPING = ["RSA-OAEP", "RSA-OAEP-256"]
CONTENT = ["A128CBC-HS256", "A256CBC-HS512"]

# What the trust anchor imposes (SPID/CIE OIDC rules, «Metadata policy»); what a provider must survive is the
# package's own default.
PARTY_POLICY = {
    "grant_types": {
        "subset_of": ["authorization_code", "refresh_token"],
        "superset_of": ["authorization_code", "refresh_token"],
    },
    "id_token_signed_response_alg": {"one_of": SIGNING, "essential": True},
    "userinfo_signed_response_alg": {"one_of": SIGNING, "essential": True},
    "userinfo_encrypted_response_alg": {"one_of": KEY_WRAPPING, "essential": True},
    "userinfo_encrypted_response_enc": {"one_of": CONTENT, "essential": True},
    "token_endpoint_auth_method": {"one_of": ["private_key_jwt"], "essential": True},
    "client_registration_types": {"subset_of": ["automatic"], "essential": True},
    "response_types": {"value": ["code"]},
}
PROVIDER_POLICY = {
    "subject_types_supported": {"value": ["pairwise"]},
    "token_endpoint_auth_methods_supported": {"value": ["private_key_jwt"]},
    "id_token_signing_alg_values_supported": {"subset_of": SIGNING},
    "userinfo_signing_alg_values_supported": {"subset_of": SIGNING},
    "userinfo_encryption_alg_values_supported": {"subset_of": KEY_WRAPPING},
    "userinfo_encryption_enc_values_supported": {"subset_of": CONTENT},
    "request_object_signing_alg_values_supported": {"subset_of": SIGNING},
}


class NoMigrations:
    """Tables are made from the models at once: 0.15 s instead of 1.3 s at each start."""

    def __contains__(self, app):
        return True

    def __getitem__(self, app):
        return None


def project(port):
    """Django itself."""
    pages = "django.template.context_processors.request"
    person = "django.contrib.auth.context_processors.auth"
    messages = "django.contrib.messages.context_processors.messages"
    return {
        "SECRET_KEY": "loopback only",
        "ALLOWED_HOSTS": ["127.0.0.1", "localhost"],
        "ROOT_URLCONF": "urls",
        "APPEND_SLASH": False,
        "AUTH_USER_MODEL": "spid_cie_oidc_accounts.User",
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        # Persons are invented and so are their passwords: a slow hash would cost 0.2 s each at every start.
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "INSTALLED_APPS": [
            "spid_cie_oidc.accounts",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "django.contrib.staticfiles",
            "bootstrap_italia_template",
            "spid_cie_oidc.entity",
            "spid_cie_oidc.authority",
            "spid_cie_oidc.provider",
        ],
        "MIDDLEWARE": [
            "outage.outage",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": [pages, person, messages]},
            }
        ],
        "MIGRATION_MODULES": NoMigrations(),
        "STATIC_URL": "static/",
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "LANGUAGE_CODE": "en",
        # Browsers send a cookie to every port of a host: each provider and the relying party have their own.
        "SESSION_COOKIE_NAME": f"session{port}",
        "CSRF_COOKIE_NAME": f"csrf{port}",
        "LOGIN_URL": "/oidc/op/authorization",
        "LOGGING": {
            "version": 1,
            "disable_existing_loggers": False,
            "handlers": {"console": {"class": "logging.StreamHandler"}},
            "root": {"handlers": ["console"], "level": "WARNING"},
        },
    }


def settings(options, base, database):
    """All settings; `base` is the anchor's identifier, `database` a file that does not exist yet."""
    alg, enc = options.get("userinfo_encryption", ["RSA-OAEP-256", "A256CBC-HS512"])
    mark = f"{base}/openid_relying_party/public/"
    return {
        **project(base.rsplit(":", 1)[1]),
        "DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database}},
        "OIDCFED_DEFAULT_TRUST_ANCHOR": base,
        "OIDCFED_TRUST_ANCHORS": [base],
        "OIDCFED_PROVIDER_PROFILE": options["profile"],
        "OIDCFED_REQUIRED_TRUST_MARKS": [mark] if options.get("require_marks") else [],
        "OIDCFED_PROVIDER_MAX_REFRESH": 10,
        "OIDCFED_PROVIDER_MAX_CONSENT_TIMEFRAME": 3600,
        "FEDERATION_DEFAULT_POLICY": {
            "openid_relying_party": PARTY_POLICY,
            "openid_provider": PROVIDER_POLICY,
        },
        "HTTPC_PARAMS": {
            "connection": {"ssl": True},
            "session": {"timeout": aiohttp.ClientTimeout(total=4)},
        },
        "DEFAULT_JWE_ALG": alg,
        "DEFAULT_JWE_ENC": enc,
    }
