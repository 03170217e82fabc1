/** Signing a person in, without a library or with one. */
import { json, lines, shell, type Told, urls } from "./told";

export function curl(told: Told): string {
  const { authorize, token, profile } = urls(told);
  // A body in JSON is the one that inTandem documents.
  const asJson = told.dialect === "intandem";
  const fields: [string, string][] = [
    ["grant_type", "authorization_code"],
    ["code", "$code"],
    ["redirect_uri", "$redirect_uri"],
    ["client_id", "$client_id"],
    ["code_verifier", "$verifier"],
  ];
  if (told.hasSecret) fields.push(["client_secret", "$CLIENT_SECRET"]);
  const query = new URLSearchParams({ response_type: "code", client_id: told.clientId, redirect_uri: told.redirectUri, scope: told.scopes }).toString();
  return lines(
    told.hasSecret && "# The secret stands in CLIENT_SECRET, never in a file of the project.",
    `client_id=${shell(told.clientId)}`,
    `redirect_uri=${shell(told.redirectUri)}`,
    "state=$(openssl rand -hex 16)",
    "verifier=$(openssl rand -base64 48 | tr '+/' '-_' | tr -d '=\\n')",
    "challenge=$(printf %s \"$verifier\" | openssl dgst -sha256 -binary | openssl base64 -A | tr '+/' '-_' | tr -d '=')",
    "",
    "# 1. Open this address in a browser.",
    `echo ${shell(`${authorize}?${query}`)}"&state=$state&code_challenge=$challenge&code_challenge_method=S256"`,
    "",
    "# 2. It ends at the return address with state and code. Compare state, then paste the code within 30 seconds.",
    "read -r code",
    asJson
      ? `curl -s ${shell(token)} -H 'Content-Type: application/json' -d @- <<END\n{${fields.map(([name, value]) => `"${name}":"${value}"`).join(",")}}\nEND`
      : `curl -s ${shell(token)} \\\n${fields.map(([name, value]) => `  --data-urlencode "${name}=${value}"`).join(" \\\n")}`,
    "",
    "# 3. Who it is.",
    "read -r -s access_token",
    `curl -s ${shell(profile)} -H "Authorization: Bearer $access_token"`,
  );
}

export function openidClient(told: Told): string {
  const openid = told.scopes.split(" ").includes("openid");
  // Plain http is for this computer only, and the library wants to hear that it is meant.
  const options = [...(openid ? [] : ['algorithm: "oauth2"']), ...(told.issuer.startsWith("http:") ? ["execute: [client.allowInsecureRequests]"] : [])];
  return lines(
    "// npm install openid-client (version 6)",
    'import * as client from "openid-client";',
    "",
    "const config = await client.discovery(",
    `  new URL(${json(told.issuer)}),`,
    `  ${json(told.clientId)},`,
    told.hasSecret ? "  process.env.CLIENT_SECRET," : "  undefined,",
    !told.hasSecret && "  client.None(),",
    told.hasSecret && options.length > 0 && "  undefined,",
    options.length > 0 && `  { ${options.join(", ")} },`,
    ");",
    "",
    "// Before the sign-in: keep all three with the browser's session.",
    "const verifier = client.randomPKCECodeVerifier();",
    "const state = client.randomState();",
    openid && "const nonce = client.randomNonce();",
    "const address = client.buildAuthorizationUrl(config, {",
    `  redirect_uri: ${json(told.redirectUri)},`,
    `  scope: ${json(told.scopes)},`,
    "  code_challenge: await client.calculatePKCECodeChallenge(verifier),",
    '  code_challenge_method: "S256",',
    openid ? "  state,\n  nonce," : "  state,",
    "});",
    "// Send the browser to address.href.",
    "",
    "/** When it is back, with the whole address that it came to. */",
    "export async function returned(url) {",
    "  const tokens = await client.authorizationCodeGrant(config, new URL(url), {",
    "    pkceCodeVerifier: verifier,",
    "    expectedState: state,",
    openid && "    expectedNonce: nonce,",
    "  });",
    openid ? "  return client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);" : "  return tokens;",
    "}",
  );
}
