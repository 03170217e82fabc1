"""An app that signs people in with Authlib, as its Flask and Django integrations do, without a web framework around it."""

from urllib.parse import parse_qsl, urlsplit

from authlib.integrations.base_client import BaseApp, FrameworkIntegration, OAuth2Mixin, OAuthError, OpenIDMixin
from authlib.integrations.base_client.errors import MismatchingStateError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc.jwk import import_key

from lines import header_of, play


class Registration(OAuth2Mixin, OpenIDMixin, BaseApp):
    client_cls = OAuth2Session


class App:
    def __init__(self, app):
        self.app = app
        self.browser_session = {}
        self.framework = FrameworkIntegration("accounts")
        self.secret, self.proofs = app.get("client_secret"), []
        if app["proof"] == "private_key_jwt":
            jwk = app["private_key"]
            self.secret = import_key(jwk)
            self.proofs = [PrivateKeyJWT(alg=jwk["alg"], headers={"kid": jwk["kid"]})]
        self.registration = Registration(
            self.framework,
            name="accounts",
            client_id=app["client_id"],
            client_secret=self.secret,
            client_auth_methods=self.proofs,
            client_kwargs={
                "scope": app["scope"],
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": app["proof"],
            },
            server_metadata_url=app["issuer"] + "/.well-known/openid-configuration",
        )

    def authorize(self):
        made = self.registration.create_authorization_url(self.app["redirect_uri"])
        self.framework.set_state_data(self.browser_session, made["state"], made)
        return {"url": made["url"]}

    def callback(self, url):
        answered = dict(parse_qsl(urlsplit(url).query))
        if "error" in answered:
            raise OAuthError(answered["error"], answered.get("error_description"))
        kept = self.framework.get_state_data(self.browser_session, answered.get("state"))
        if kept is None:
            raise MismatchingStateError()
        self.framework.clear_state_data(self.browser_session, answered["state"])
        self.token = self.registration.fetch_access_token(
            self.app["redirect_uri"], code=answered["code"], code_verifier=kept["code_verifier"]
        )
        claims = self.registration.parse_id_token(self.token, nonce=kept["nonce"])
        return {
            "alg": header_of(self.token["id_token"])["alg"],
            "claims": dict(claims),
            "scope": self.token["scope"],
            "expires_in": self.token["expires_in"],
        }

    def user_info(self):
        return {"claims": dict(self.registration.userinfo(token=self.token))}

    def refresh(self):
        before = self.token
        with self.session() as session:
            self.token = session.refresh_token(session.metadata["token_endpoint"], before["refresh_token"])
        fresh = all(self.token[name] != before[name] for name in ("access_token", "refresh_token"))
        return {"fresh": fresh, "claims": dict(self.registration.parse_id_token(self.token, nonce=None))}

    def revoke(self):
        with self.session() as session:
            endpoint = session.metadata["revocation_endpoint"]
            response = session.revoke_token(endpoint, self.token["refresh_token"], token_type_hint="refresh_token")
            response.raise_for_status()

    def sign_out(self):
        return self.registration.create_logout_url(
            post_logout_redirect_uri=self.app["post_logout_redirect_uri"], id_token_hint=self.token["id_token"]
        )

    def session(self):
        """What asks the endpoints that the integrations leave to the session of requests."""
        proof = self.app["proof"]
        session = OAuth2Session(
            self.app["client_id"],
            self.secret,
            token_endpoint_auth_method=proof,
            revocation_endpoint_auth_method=proof,
            **{name: value for name, value in self.registration.load_server_metadata().items() if name.endswith("_endpoint")},
        )
        for method in self.proofs:
            session.register_client_auth_method(method)
        return session


play(App)
