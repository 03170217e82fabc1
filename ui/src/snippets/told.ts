/** Code that signs people in through an app, for the usual libraries. A secret is read from a variable and never written. */
import type { AppKind } from "../generated/AppKind";
import type { DialectName } from "../generated/DialectName";
import type { OAuthApp } from "../generated/OAuthApp";

export type Library = "curl" | "openid-client" | "authlib" | "oauth2" | "appauth";

/** What the code is about. */
export interface Told {
  clientId: string;
  issuer: string;
  scopes: string;
  redirectUri: string;
  kind: AppKind;
  dialect: DialectName;
  hasSecret: boolean;
}

interface Paths {
  authorize: string;
  token: string;
  profile: string;
}

const SHARED: Paths = { authorize: "/oauth/authorize", token: "/oauth/token", profile: "/oauth/userinfo" };
const PATHS: Record<DialectName, Paths> = {
  standard: SHARED,
  general: SHARED,
  intandem: { ...SHARED, authorize: "/app/oauth/authorize" },
  inbenta: { authorize: "/v1/oauth/sign-in", token: "/v1/oauth/tokens", profile: "/v1/oauth/user-information" },
  iiniit: { authorize: "/auth/login", token: "/oauth2/token", profile: "/v1/user/profile" },
};

/** What the code of an app is made from. */
export function toldOf(app: OAuthApp, issuer: string): Told {
  const loopback = app.redirect_uris.find((uri) => uri.startsWith("http://127.0.0.1"));
  return {
    clientId: app.client_id,
    issuer: issuer.replace(/\/$/, ""),
    scopes: app.scopes.filter((scope) => scope !== "accounts:admin").join(" "),
    redirectUri: (app.kind === "native" ? loopback : undefined) ?? app.redirect_uris[0] ?? "",
    kind: app.kind,
    dialect: app.dialect,
    hasSecret: app.kind === "web" || app.kind === "machine" || app.secrets.length > 0,
  };
}

/** The libraries that work for such an app. The documented dialects leave out what a strict library insists on. */
export function librariesOf({ dialect, kind }: Told): Library[] {
  if (kind === "machine") return ["curl", "openid-client", "authlib", "oauth2"];
  if (dialect !== "standard") return ["curl", "authlib"];
  return kind === "native" ? ["curl", "openid-client", "authlib", "oauth2", "appauth"] : ["curl", "openid-client", "authlib", "oauth2"];
}

/** The language of the code, as a file of it would be called. */
export const fileOf: Record<Library, string> = { curl: "sign-in.sh", "openid-client": "sign-in.mjs", authlib: "sign_in.py", oauth2: "main.rs", appauth: "SignIn.kt" };

export const urls = ({ issuer, dialect }: Told): Paths => {
  const { authorize, token, profile } = PATHS[dialect];
  return { authorize: issuer + authorize, token: issuer + token, profile: issuer + profile };
};
export const json = (text: string) => JSON.stringify(text);
/** As one word of a shell, whatever it holds. */
export const shell = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
export const lines = (...parts: (string | false)[]) => `${parts.filter((part) => part !== false).join("\n")}\n`;

