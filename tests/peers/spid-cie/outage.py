"""Who is out of order: the trust anchor, the identity provider or both answer 503 to everybody."""

from django.http import HttpResponse

# Names of those that are out of order, "anchor" and "provider".
DOWN = set()


def outage(answer):
    """Stands before every page."""

    def page(request):
        asked = "provider" if request.path.startswith("/oidc/op") else "anchor"
        if asked in DOWN:
            return HttpResponse(status=503)
        return answer(request)

    return page
