// An app that signs people in with oauth4webapi, request by request.

import * as oauth from "oauth4webapi";

import { headerOf, play, privateKey } from "./lines.mjs";

// The service is on this computer; everywhere else the library insists on https.
const loopback = { [oauth.allowInsecureRequests]: true };

async function proofOf(app) {
  switch (app.proof) {
    case "client_secret_basic":
      return oauth.ClientSecretBasic(app.client_secret);
    case "client_secret_post":
      return oauth.ClientSecretPost(app.client_secret);
    case "private_key_jwt": {
      const key = await privateKey(app.private_key, app.private_key.alg);
      return oauth.PrivateKeyJwt({ key, kid: app.private_key.kid });
    }
  }
}

play(async (app) => {
  const issuer = new URL(app.issuer);
  const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, loopback));
  const client = { client_id: app.client_id, id_token_signed_response_alg: app.id_token_alg };
  const proof = await proofOf(app);
  const asked = { verifier: oauth.generateRandomCodeVerifier(), state: oauth.generateRandomState(), nonce: oauth.generateRandomNonce() };
  let tokens, claims;

  return {
    async authorize() {
      const url = new URL(server.authorization_endpoint);
      const parameters = {
        client_id: client.client_id,
        response_type: "code",
        redirect_uri: app.redirect_uri,
        scope: app.scope,
        state: asked.state,
        nonce: asked.nonce,
        code_challenge: await oauth.calculatePKCECodeChallenge(asked.verifier),
        code_challenge_method: "S256",
      };
      Object.entries(parameters).forEach(([name, value]) => url.searchParams.set(name, value));
      return { url: url.href };
    },
    async callback({ url }) {
      const answered = oauth.validateAuthResponse(server, client, new URL(url), asked.state);
      const response = await oauth.authorizationCodeGrantRequest(server, client, proof, answered, app.redirect_uri, asked.verifier, loopback);
      const signed = response.clone();
      const expected = { expectedNonce: asked.nonce, requireIdToken: true };
      tokens = await oauth.processAuthorizationCodeResponse(server, client, response, expected);
      await oauth.validateApplicationLevelSignature(server, response, loopback);
      claims = oauth.getValidatedIdTokenClaims(tokens);
      return { alg: headerOf((await signed.json()).id_token).alg, claims, scope: tokens.scope, expires_in: tokens.expires_in };
    },
    async user_info() {
      const response = await oauth.userInfoRequest(server, client, tokens.access_token, loopback);
      return { claims: await oauth.processUserInfoResponse(server, client, claims.sub, response) };
    },
    async refresh() {
      const before = tokens;
      const response = await oauth.refreshTokenGrantRequest(server, client, proof, before.refresh_token, loopback);
      tokens = await oauth.processRefreshTokenResponse(server, client, response);
      await oauth.validateApplicationLevelSignature(server, response, loopback);
      const fresh = tokens.access_token !== before.access_token && tokens.refresh_token !== before.refresh_token;
      return { fresh, claims: oauth.getValidatedIdTokenClaims(tokens) };
    },
    async revoke() {
      const more = { ...loopback, additionalParameters: { token_type_hint: "refresh_token" } };
      await oauth.processRevocationResponse(await oauth.revocationRequest(server, client, proof, tokens.refresh_token, more));
    },
  };
});
