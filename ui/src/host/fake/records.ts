/** Records of what never happened: of a sign-in in all its turns, of a renewal, of a sign-out. */
import type { Length } from "../../generated/Length";
import type { Trace } from "../../generated/Trace";
import type { TraceEntry } from "../../generated/TraceEntry";
import type { TraceParameter } from "../../generated/TraceParameter";
import type { TraceStep } from "../../generated/TraceStep";

export const p = (name: string, value: string): TraceParameter => ({ name, value });
export const hid = (name: string, hidden: Length): TraceParameter => ({ name, hidden });

type Entry = (start: number) => TraceEntry;
export const step = (at: number, which: TraceStep): Entry => (start) => ({ what: "step", at_ms: start + at, took_ms: 0, step: which });
const asked = (at: number, host: string, path: string, sent: TraceParameter[]): Entry => (start) => ({ what: "asked", at_ms: start + at, host, path, sent });
const brought = (at: number, received: TraceParameter[]): Entry => (start) => ({ what: "brought", at_ms: start + at, received });
const exchange =
  (at: number, took: number, method: string, host: string, path: string, sent: TraceParameter[], status: number | undefined, received: TraceParameter[], failure?: string): Entry =>
  (start) => ({ what: "exchange", at_ms: start + at, took_ms: took, method, host, path, sent, status, received, failure });

/** A record that began so many seconds ago. */
export function record(id: string, ago: number, entries: Entry[], change: Partial<Trace> = {}): Trace {
  const start = Date.now() - ago * 1000;
  return {
    id,
    kind: "sign_in",
    provider: "Inbenta",
    account: null,
    started_at: Math.floor(start / 1000),
    outcome: "done",
    code: null,
    entries: entries.map((entry) => entry(start)),
    deviations: [],
    warnings: [],
    left_out: 0,
    ...change,
  };
}

const I = "accounts.inbenta.com";
const H = "accounts.harbour.example";
const client = p("client_id", "3f44f3b335dfbca8-9fd880312f3eab98");
const askInbenta = [p("response_type", "code"), client, p("redirect_uri", "app.countersign.desktop:/callback/inbenta"), p("scope", "personal_information personal_configuration product_apis"), hid("state", "16-63"), hid("code_challenge", "16-63"), p("code_challenge_method", "S256")];
const handIn = [p("grant_type", "authorization_code"), hid("code", "16-63"), p("redirect_uri", "app.countersign.desktop:/callback/inbenta"), client, hid("client_secret", "16-63"), hid("code_verifier", "16-63")];
const textual = ["The service deviates from the standard: it sent expires_in as a text.", "The service deviates from the standard: it promises to say in each answer who it is, and did not."];

export const inbentaDone = (id: string, ago: number, account: string) =>
  record(
    id,
    ago,
    [
      step(0, "started"),
      asked(4, I, "/v1/oauth/sign-in", askInbenta),
      step(31, "opened"),
      brought(14_214, [hid("code", "16-63"), hid("state", "16-63")]),
      step(14_215, "returned"),
      exchange(14_221, 181, "POST", I, "/v1/oauth/tokens", handIn, 200, [hid("access_token", "16-63"), p("token_type", "bearer"), p("expires_in", "3600")]),
      step(14_403, "exchanged"),
      exchange(14_410, 146, "GET", I, "/v1/oauth/user-information", [hid("authorization", "16-63")], 200, [hid("id", "16-63"), hid("name", "1-15"), hid("email", "16-63"), hid("locale", "1-15"), hid("timezone", "1-15")]),
      step(14_556, "profile_read"),
      step(14_561, "saved"),
      step(14_562, "ended"),
    ],
    { account, deviations: textual },
  );

const askHarbour = [p("client_id", "countersign"), hid("request_uri", "64-255")];
const pushed = [p("response_type", "code"), p("client_id", "countersign"), p("redirect_uri", "http://127.0.0.1:41877/callback"), p("scope", "openid profile email offline_access accounts:admin"), hid("state", "16-63"), hid("nonce", "16-63"), hid("code_challenge", "16-63"), p("code_challenge_method", "S256")];
const harbourTokens = [hid("access_token", "256-1023"), p("token_type", "DPoP"), p("expires_in", "3600"), hid("refresh_token", "16-63"), hid("id_token", "256-1023"), p("scope", "openid profile email offline_access accounts:admin")];

export const harbourDone = (id: string, ago: number, account: string) =>
  record(
    id,
    ago,
    [
      step(0, "started"),
      exchange(2, 88, "POST", H, "/oauth/par", pushed, 201, [hid("request_uri", "64-255"), p("expires_in", "90")]),
      step(91, "pushed"),
      asked(92, H, "/oauth/authorize", askHarbour),
      step(140, "opened"),
      brought(71_902, [hid("code", "16-63"), hid("state", "16-63"), p("iss", "https://accounts.harbour.example")]),
      step(71_903, "returned"),
      exchange(71_905, 64, "POST", H, "/oauth/token", [hid("DPoP", "256-1023"), p("grant_type", "authorization_code"), hid("code", "16-63"), p("redirect_uri", "http://127.0.0.1:41877/callback"), p("client_id", "countersign"), hid("code_verifier", "16-63")], 200, harbourTokens),
      step(71_970, "exchanged"),
      exchange(71_971, 22, "GET", H, "/.well-known/jwks.json", [], 200, [hid("keys", "256-1023")]),
      step(71_995, "id_token_checked"),
      exchange(71_996, 31, "GET", "api.harbour.example", "/v2/people/me/profile-and-formats", [hid("authorization", "256-1023"), hid("DPoP", "256-1023")], 200, [hid("sub", "16-63"), hid("name", "16-63"), hid("email", "16-63")]),
      step(72_028, "profile_read"),
      step(72_041, "saved"),
      step(72_042, "ended"),
    ],
    { account, provider: "Harbour accounts" },
  );

/** The code was good for 30 seconds, and the way back took longer. */
export const tooLate = (id: string, ago: number, provider = "Inbenta") =>
  record(
    id,
    ago,
    [
      step(0, "started"),
      asked(6, I, "/v1/oauth/sign-in", askInbenta),
      step(40, "opened"),
      brought(44_802, [hid("code", "64-255"), hid("state", "16-63")]),
      step(44_803, "returned"),
      exchange(44_809, 181, "POST", I, "/v1/oauth/tokens", handIn, 400, [p("error", "invalid_grant"), hid("error_description", "64-255")]),
      step(44_991, "ended"),
    ],
    { outcome: "failed", code: "code_expired", provider },
  );

export const denied = (id: string, ago: number) =>
  record(
    id,
    ago,
    [step(0, "started"), asked(4, I, "/v1/oauth/sign-in", askInbenta), step(22, "opened"), brought(6120, [p("error", "access_denied"), hid("error_description", "16-63"), hid("state", "16-63")]), step(6121, "returned"), step(6124, "ended")],
    { outcome: "failed", code: "denied" },
  );

export const unreachable = (id: string, ago: number, account: string) =>
  record(
    id,
    ago,
    [
      exchange(0, 10_004, "POST", H, "/oauth/token", [p("grant_type", "refresh_token"), hid("refresh_token", "16-63"), p("client_id", "countersign")], undefined, [], "timed out"),
      exchange(10_006, 312, "POST", H, "/oauth/token", [p("grant_type", "refresh_token"), hid("refresh_token", "16-63"), p("client_id", "countersign")], undefined, [], "unreachable"),
      step(10_319, "ended"),
    ],
    { kind: "renewal", outcome: "failed", code: "network", account, provider: "Harbour accounts" },
  );

export const renewal = (id: string, ago: number, account: string, provider: string) =>
  record(
    id,
    ago,
    [
      exchange(0, 74, "POST", H, "/oauth/token", [hid("DPoP", "256-1023"), p("grant_type", "refresh_token"), hid("refresh_token", "16-63"), p("client_id", "countersign")], 200, harbourTokens),
      step(74, "exchanged"),
      step(82, "saved"),
      step(83, "ended"),
    ],
    { kind: "renewal", account, provider },
  );

export const signOut = (id: string, ago: number, account: string, provider: string) =>
  record(
    id,
    ago,
    [
      exchange(0, 41, "POST", H, "/oauth/revoke", [hid("token", "16-63"), p("token_type_hint", "refresh_token"), p("client_id", "countersign")], 200, []),
      exchange(42, 1840, "POST", H, "/oauth/revoke", [hid("token", "256-1023"), p("token_type_hint", "access_token"), p("client_id", "countersign")], 503, []),
      step(1891, "saved"),
      step(1892, "ended"),
    ],
    { kind: "sign_out", account, provider },
  );

/** A code that was entered elsewhere: asked after again and again. */
export const byDevice = (id: string, ago: number, account: string | null) => {
  const poll = (at: number, error?: string) =>
    exchange(at, 38, "POST", H, "/oauth/token", [p("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), hid("device_code", "16-63"), p("client_id", "countersign")], error ? 400 : 200, error ? [p("error", error)] : harbourTokens);
  return record(
    id,
    ago,
    [
      step(0, "started"),
      exchange(3, 52, "POST", H, "/oauth/device_authorization", [p("client_id", "countersign"), p("scope", "openid profile")], 200, [hid("device_code", "16-63"), hid("user_code", "1-15"), hid("verification_uri", "16-63"), p("expires_in", "600"), p("interval", "5")]),
      asked(58, H, "/device", [hid("user_code", "1-15")]),
      ...Array.from({ length: 14 }, (_, place) => poll(5060 + place * 5040, "authorization_pending")),
      poll(75_700),
      step(75_740, "exchanged"),
      step(75_752, "saved"),
      step(75_753, "ended"),
    ],
    { account, provider: "Harbour accounts" },
  );
};

/** Its browser is still open. */
export const underway = (id: string, ago: number, provider = "Inbenta") =>
  record(id, ago, [step(0, "started"), asked(4, I, "/v1/oauth/sign-in", askInbenta), step(28, "opened")], { outcome: null, provider });

/** Opened, opened again, called off. */
export const calledOff = (id: string, ago: number) =>
  record(id, ago, [step(0, "started"), asked(4, I, "/v1/oauth/sign-in", askInbenta), step(24, "opened"), asked(61_200, I, "/v1/oauth/sign-in", askInbenta), step(61_230, "opened"), step(93_800, "ended")], { outcome: "cancelled" });
