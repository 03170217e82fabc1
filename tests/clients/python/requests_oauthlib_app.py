"""An app of plain OAuth with requests-oauthlib, which knows no discovery, no ID token and no signing out."""

import os
from urllib.parse import parse_qsl

import requests
from oauthlib.oauth2 import WebApplicationClient
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

from lines import play

# The service is on this computer; everywhere else the library insists on https.
os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"


class App:
    def __init__(self, app):
        self.app = app
        self.server = requests.get(app["issuer"] + "/.well-known/oauth-authorization-server", timeout=20).json()
        self.oauth = WebApplicationClient(app["client_id"])
        self.session = OAuth2Session(
            client=self.oauth, redirect_uri=app["redirect_uri"], scope=app["scope"].split(), pkce="S256"
        )

    def proof(self):
        """How it says who it is, in the words of the library."""
        if self.app["proof"] == "client_secret_basic":
            return {"auth": HTTPBasicAuth(self.app["client_id"], self.app["client_secret"])}
        return {"client_id": self.app["client_id"], "client_secret": self.app["client_secret"]}

    def authorize(self):
        url, _ = self.session.authorization_url(self.server["authorization_endpoint"])
        return {"url": url}

    def callback(self, url):
        proof = self.proof()
        if proof.pop("client_id", None):
            proof["include_client_id"] = True
        token = self.session.fetch_token(self.server["token_endpoint"], authorization_response=url, **proof)
        return {"scope": " ".join(token["scope"]), "expires_in": token["expires_in"]}

    def user_info(self):
        response = self.session.get(self.server["userinfo_endpoint"], timeout=20)
        response.raise_for_status()
        return {"claims": response.json()}

    def refresh(self):
        before = self.session.token
        after = self.session.refresh_token(self.server["token_endpoint"], before["refresh_token"], **self.proof())
        return {"fresh": all(after[name] != before[name] for name in ("access_token", "refresh_token"))}

    def revoke(self):
        url, headers, body = self.oauth.prepare_token_revocation_request(
            self.server["revocation_endpoint"], self.session.token["refresh_token"], "refresh_token"
        )
        proof = self.proof()
        auth = proof.pop("auth", None)
        form = parse_qsl(body) + list(proof.items())
        requests.post(url, headers=headers, data=form, auth=auth, timeout=20).raise_for_status()


play(App)
