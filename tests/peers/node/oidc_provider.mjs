// node oidc-provider, a certified server, as a test wants it: its wishes are one line of JSON on stdin, and the issuer is one
// line of JSON on stdout once it listens. Its development pages take any name and password. It ends with its input.

import { createServer } from "node:http";
import { createInterface } from "node:readline";

// Not every Node that the set-up takes has this.
URL.parse ??= (text, base) => {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
};

const { default: Provider } = await import("oidc-provider");
const { exportJWK, generateKeyPair } = await import("jose");

const input = createInterface({ input: process.stdin });
const wishes = JSON.parse((await input[Symbol.asyncIterator]().next()).value);
process.stdin.on("end", () => process.exit()).resume();

const server = createServer();
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const issuer = `http://127.0.0.1:${server.address().port}`;

async function key(alg) {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(privateKey)), alg, use: "sig", kid: `key-${alg}` };
}

const provider = new Provider(issuer, {
  clients: wishes.clients,
  jwks: { keys: [await key("RS256"), await key("ES256")] },
  cookies: { keys: ["of no worth outside a test"] },
  scopes: ["openid", "offline_access", "email", "profile"],
  claims: { email: ["email"], profile: ["name", "locale"] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: `${id}@peer.example`, name: "Ada Ruiz", locale: "es" }),
  }),
  issueRefreshToken: () => true,
  // Rotated each time, so that a test sees which one is presented.
  rotateRefreshToken: true,
  ttl: { AccessToken: 3600, IdToken: 3600, RefreshToken: 86400, Session: 3600, Grant: 86400, Interaction: 600 },
  features: {
    dPoP: { enabled: true, nonceSecret: Buffer.alloc(32, 7), requireNonce: () => wishes.nonce },
    pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: wishes.pushed },
    registration: { enabled: true },
    registrationManagement: { enabled: true },
    revocation: { enabled: true },
    deviceFlow: { enabled: true },
    rpInitiatedLogout: { enabled: true },
  },
});

// Why it refused: on stderr, so that a test that fails says so.
for (const event of ["server_error", "authorization.error", "grant.error", "pushed_authorization_request.error", "userinfo.error", "revocation.error", "registration_create.error"]) {
  provider.on(event, (ctx, error) => console.error(`${event}: ${error.message} ${error.error_description ?? ""} ${error.error_detail ?? ""}`));
}

server.on("request", provider.callback());
process.stdout.write(`${JSON.stringify({ issuer })}\n`);
