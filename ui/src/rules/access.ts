/** What was asked, what was granted, and what each scope reveals, in words. */
import type { LensScope, Revealed } from "../components/Lens.svelte";
import { type Formats, languageName, number } from "../formats";
import type { Profile } from "../generated/Profile";
import type { ProfileField } from "../generated/ProfileField";
import type { ScopeOffer } from "../generated/ScopeOffer";
import { t, words } from "../messages";

/** The name of a scope in words; the scope itself where there are none. */
export function scopeTitle(scope: string | null): string {
  return scope === null ? t("scopes.id") : words("scopes", wordKey(scope), scope);
}

/** A scope as it stands in the messages, where `:` would be read as something else. */
export function wordKey(scope: string): string {
  return scope.replace(/[:.]/g, "_");
}

/** The scopes of a sign-in that is about to be made. */
export function toAsk(offers: ScopeOffer[], chosen: ReadonlySet<string>, others: readonly string[]): LensScope[] {
  const offered = offers.map((offer) => {
    const on = offer.scope === null || chosen.has(offer.scope);
    return scopeRow(offer.scope, on ? "asked" : "none", (field) => ({
      field,
      label: t(`fields.${field}`),
      text: t(`would.${field}`),
      state: on ? "told" : "held",
    }), offer.reveals);
  });
  return [...offered, ...others.map((scope) => scopeRow(scope, chosen.has(scope) ? "asked" : "none", unknown, ["unknown"]))];
}

function scopeRow<F extends string>(scope: string | null, seal: LensScope["seal"], reveal: (field: F) => Revealed, fields: F[]): LensScope {
  return { key: scope ?? "", title: scopeTitle(scope), code: scope ?? t("signIn.always"), seal, fixed: scope === null, reveals: fields.length > 0 ? fields.map(reveal) : [unknown()] };
}

const unknown = (): Revealed => ({ field: "unknown", label: t("account.unknownScope"), text: "", state: "untold" });

/** The scopes of a session, beside what they revealed. */
export function granted(offers: ScopeOffer[], profile: Profile, formats: Formats, screen: string): LensScope[] {
  const { requested, granted } = profile.scopes;
  const offered = new Set(offers.map((offer) => offer.scope));
  const others = [...new Set([...requested, ...granted])].filter((scope) => !offered.has(scope));
  const rows: ScopeOffer[] = [...offers, ...others.map((scope) => ({ scope, reveals: [], impersonates: false, suggested: false }))];
  return rows.map(({ scope, reveals }) => {
    const has = scope === null || granted.includes(scope);
    const asked = scope === null || requested.includes(scope);
    const reveal = (field: ProfileField): Revealed => {
      const label = t(`fields.${field}`);
      if (!has) return { field, label, text: t("account.withheld"), state: "held" };
      const text = fieldText(profile, field, formats, screen);
      return text === null ? { field, label, text: t("account.untold"), state: "untold" } : { field, label, text, state: "told" };
    };
    const status = scope === null ? t("account.statusAlways") : has ? t("account.statusGranted") : asked ? t("account.statusWithheld") : t("account.statusNotAsked");
    return {
      key: scope ?? "",
      title: scopeTitle(scope),
      code: scope ?? t("signIn.always"),
      seal: has ? "whole" : asked ? "asked" : "none",
      status,
      reveals: reveals.length > 0 ? reveals.map(reveal) : [unknown()],
    };
  });
}

/** What a field says of the person; `null` where the service did not tell. */
export function fieldText(profile: Profile, field: ProfileField, formats: Formats, screen: string): string | null {
  switch (field) {
    case "id":
      return profile.subject;
    case "name":
    case "email":
    case "timezone":
    case "business":
      return profile[field];
    case "locale":
      return profile.locale === null ? null : `${languageName(profile.locale, screen)} (${profile.locale})`;
    case "dates":
      return profile.dates.format;
    case "smart_dates":
      return profile.dates.smart === null ? null : profile.dates.smart === "on" ? t("account.smartOn") : t("account.smartOff");
    case "number_separators":
      return profile.number_separators.thousands === null && profile.number_separators.decimal === null ? null : number(formats, 1234.56, 2);
    default:
      return t(`does.${field}`);
  }
}

/** Whether a field is kept back: some scope would reveal it, and none of those was granted. */
export function isWithheld(offers: ScopeOffer[], grantedScopes: readonly string[], field: ProfileField): boolean {
  const revealing = offers.filter((offer) => offer.reveals.includes(field));
  return revealing.length > 0 && !revealing.some((offer) => offer.scope === null || grantedScopes.includes(offer.scope));
}
