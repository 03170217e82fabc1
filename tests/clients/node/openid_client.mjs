// An app that signs people in with openid-client.

import * as client from "openid-client";

import { headerOf, play, privateKey } from "./lines.mjs";

async function proofOf(app) {
  switch (app.proof) {
    case "client_secret_basic":
      return client.ClientSecretBasic(app.client_secret);
    case "client_secret_post":
      return client.ClientSecretPost(app.client_secret);
    case "private_key_jwt": {
      const key = await privateKey(app.private_key, app.private_key.alg);
      return client.PrivateKeyJwt({ key, kid: app.private_key.kid });
    }
  }
}

play(async (app) => {
  const metadata = { id_token_signed_response_alg: app.id_token_alg };
  // The service is on this computer; everywhere else the library insists on https.
  const options = { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] };
  const config = await client.discovery(new URL(app.issuer), app.client_id, metadata, await proofOf(app), options);
  const asked = { verifier: client.randomPKCECodeVerifier(), state: client.randomState(), nonce: client.randomNonce() };
  let tokens;

  return {
    async authorize() {
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: app.redirect_uri,
        scope: app.scope,
        state: asked.state,
        nonce: asked.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(asked.verifier),
        code_challenge_method: "S256",
      });
      return { url: url.href };
    },
    async callback({ url }) {
      tokens = await client.authorizationCodeGrant(config, new URL(url), {
        pkceCodeVerifier: asked.verifier,
        expectedState: asked.state,
        expectedNonce: asked.nonce,
        idTokenExpected: true,
      });
      return { alg: headerOf(tokens.id_token).alg, claims: tokens.claims(), scope: tokens.scope, expires_in: tokens.expires_in };
    },
    async user_info() {
      return { claims: await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub) };
    },
    async refresh() {
      const before = tokens;
      tokens = await client.refreshTokenGrant(config, before.refresh_token);
      const fresh = tokens.access_token !== before.access_token && tokens.refresh_token !== before.refresh_token;
      return { fresh, claims: tokens.claims() };
    },
    async revoke() {
      await client.tokenRevocation(config, tokens.refresh_token, { token_type_hint: "refresh_token" });
    },
    async sign_out() {
      const url = client.buildEndSessionUrl(config, {
        id_token_hint: tokens.id_token,
        post_logout_redirect_uri: app.post_logout_redirect_uri,
        state: asked.state,
      });
      return { url: url.href, state: asked.state };
    },
  };
});
