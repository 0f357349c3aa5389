"""The Italian reference implementation of SPID and CIE over OpenID Connect, as a program that a test holds.

Usage: provider.py '{"profile": "spid" or "cie", "parties": [{"entity_id": …, "jwks": {"keys": […]}}], …}'
Also: "host" ("127.0.0.1" or "localhost"), "port" (0: any), "federation_alg" ("RS256" or "ES256"), "require_marks"
(true: relying parties without trust mark are refused), "userinfo_encryption" (["RSA-OAEP", "A128CBC-HS256"]).
Its first line says where it is; then it obeys commands, one a line (`commands.py`), and ends with its input.
"""

import json
import os
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

# Nothing is written beside the sources.
sys.dont_write_bytecode = True


class Server(ThreadingMixIn, WSGIServer):
    """A thread per request: the provider asks the anchor, which is the same program, while it answers."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Only what goes wrong is said, by the package."""

    def log_message(self, format, *args):
        """Says nothing."""


def prepare(options, base, database):
    """Sets Django up and founds the federation."""
    # The package takes local time for the project's.
    os.environ["TZ"] = "UTC"
    time.tzset()
    import django
    from django.conf import settings as django_settings

    from settings import settings

    django_settings.configure(**settings(options, base, database))
    django.setup()
    from django.core.management import call_command

    import loopback
    from federation import Federation

    loopback.allow()
    call_command("migrate", verbosity=0, run_syncdb=True)
    federation = Federation(options, base)
    federation.found()
    return federation


def serve(server):
    """Answers requests in the background."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.wsgi import get_wsgi_application

    server.set_app(StaticFilesHandler(get_wsgi_application()))
    threading.Thread(target=server.serve_forever, daemon=True).start()


def say(what):
    """One line for the test."""
    print(json.dumps(what), flush=True)


def listen(federation):
    """Obeys until the input ends."""
    from commands import obey

    for line in sys.stdin:
        try:
            say(obey(federation, json.loads(line)))
        except Exception as error:
            say({"error": f"{type(error).__name__}: {error}"})


def main():
    """Runs until the input ends or somebody ends it; leaves nothing behind."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    options = {"profile": "spid", "parties": [], "host": "127.0.0.1", "port": 0, **json.loads(sys.argv[1])}
    server = Server(("127.0.0.1", options["port"]), Quiet)
    base = f"http://{options['host']}:{server.server_port}"
    with tempfile.TemporaryDirectory(prefix="sportello-peer-") as place:
        federation = prepare(options, base, str(Path(place, "database")))
        marks = {
            party["entity_id"]: federation.adopt(
                party["entity_id"], "openid_relying_party", party["jwks"]["keys"]
            )
            for party in options["parties"]
        }
        serve(server)
        say({"anchor": base, "provider": federation.issuer, "trust_marks": marks})
        listen(federation)


if __name__ == "__main__":
    main()
