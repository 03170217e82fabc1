import { expect, it } from "vitest";

import { asToml, countApps, credentialsFile, pick } from "./app-file";

const FILE = `# OAuth apps, without secrets.

[[app]]
client_id = "a"
name = "Harbour"

[app.about]
description = """
Two lines
[[app]]
"""

[[app]]
client_id = 'b'
name = "Quay"
`;

it("a part of an export keeps its head and whole apps", () => {
  expect(countApps(FILE)).toBe(2);
  const { text, count } = pick(FILE, (id) => id === "a");
  expect(count).toBe(1);
  expect(text).toContain("# OAuth apps");
  expect(text).toContain('"""\nTwo lines\n[[app]]\n"""');
  expect(text).not.toContain("Quay");
});

it("an app is told its id, its secret and where it returns to, in the form that it reads", () => {
  const of = { client_id: "a", client_secret: "s", redirect_uri: undefined, scopes: ["openid", "profile"] };
  expect(credentialsFile("env", of)).toBe('OAUTH_CLIENT_ID=a\nOAUTH_CLIENT_SECRET=s\nOAUTH_SCOPE="openid profile"\n');
  expect(JSON.parse(credentialsFile("json", of))).toEqual({ client_id: "a", client_secret: "s", scope: "openid profile" });
  expect(credentialsFile("toml", of)).toBe('[oauth]\nclient_id = "a"\nclient_secret = "s"\nscope = "openid profile"\n');
});

it("TOML goes as it is, and JSON as the TOML that says the same", () => {
  expect(asToml(FILE)).toBe(FILE);
  expect(asToml("[[app]]\nclient_id = \"a\"")).toBe("[[app]]\nclient_id = \"a\"");
  const app = { client_id: "a", name: 'The "Quay"\n', scopes: ["openid", "email"], pkce: null, trusted: false, about: { policy_url: "https://a.example" }, client_keys: { jwks: { keys: [{ kty: "EC" }] } } };
  const toml = `[[app]]\nclient_id = "a"\nname = "The \\"Quay\\"\\n"\nscopes = ["openid", "email"]\ntrusted = false\n[app.about]\npolicy_url = "https://a.example"\n[app.client_keys]\njwks = { keys = [{ kty = "EC" }] }\n`;
  for (const shape of [app, [app], { app: [app] }]) expect(asToml(JSON.stringify(shape))).toBe(toml);
  expect(() => asToml("{ no")).toThrow();
});
