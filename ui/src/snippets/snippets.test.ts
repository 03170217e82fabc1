import { expect, it } from "vitest";

import type { OAuthApp } from "../generated/OAuthApp";
import { settings } from "../rules/drafts";
import { fileOf, librariesOf, snippet, toldOf } from ".";

const app = (change: Partial<OAuthApp>): OAuthApp => ({
  client_id: "3f44f3b335dfbca8-9fd880312f3eab98",
  name: "Harbour",
  kind: "web",
  dialect: "standard",
  redirect_uris: ["https://harbour.example/callback"],
  scopes: ["openid", "profile"],
  trusted: false,
  enabled: true,
  pkce: "required",
  secrets: [],
  built_in: false,
  created_at: 0,
  version: 1,
  ...settings(),
  ...change,
});

const every = (["web", "native", "spa", "machine"] as const).flatMap((kind) =>
  (["standard", "inbenta", "general", "intandem", "iiniit"] as const).map((dialect) => toldOf(app({ kind, dialect }), "https://accounts.harbour.example/")),
);

it("names the app, the service and where it returns, and reads the secret from a variable", () => {
  for (const told of every) {
    for (const library of librariesOf(told)) {
      const code = snippet(library, told);
      expect(code, `${told.kind} ${told.dialect} ${library}`).toContain("3f44f3b335dfbca8-9fd880312f3eab98");
      expect(code).toContain("https://accounts.harbour.example");
      if (told.kind !== "machine") expect(code).toContain(library === "curl" ? "https://harbour.example/callback" : '"https://harbour.example/callback"');
      expect(code.includes("CLIENT_SECRET"), `${told.kind} ${library}`).toBe(told.hasSecret && library !== "appauth");
      expect(code).not.toContain("undefined\n");
    }
  }
});

it("offers a strict library only where the answers are by the standard", () => {
  expect(librariesOf(toldOf(app({ dialect: "inbenta" }), "https://a.example"))).toEqual(["curl", "authlib"]);
  expect(librariesOf(toldOf(app({ kind: "native" }), "https://a.example"))).toContain("appauth");
  expect(snippet("curl", toldOf(app({ dialect: "inbenta" }), "https://a.example"))).toContain("https://a.example/v1/oauth/tokens");
});

it("sends a native app back to the address of this computer, and never asks for administration", () => {
  const told = toldOf(app({ kind: "native", redirect_uris: ["com.example.app:/cb", "http://127.0.0.1/callback"], scopes: ["openid", "accounts:admin"] }), "https://a.example");
  expect(told).toMatchObject({ redirectUri: "http://127.0.0.1/callback", scopes: "openid", hasSecret: false });
});

it("holds for names that would end a text", () => {
  const told = { ...every[0]!, clientId: `a'b"c`, issuer: "http://127.0.0.1:41234" };
  expect(snippet("curl", told)).toContain(`client_id='a'\\''b"c'`);
  expect(snippet("authlib", told)).toContain('"a\'b\\"c"');
  expect(snippet("openid-client", told)).toContain("allowInsecureRequests");
  expect(fileOf.authlib).toBe("sign_in.py");
});
