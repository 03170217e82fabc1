import { t, words } from "../../../messages";
import { scopeTitle, wordKey } from "../../../rules/access";
import type { Facet } from "../../../state/app-query";
import type { PeopleNames } from "../../../state/people-names.svelte";

/** The value of a facet in words; a person whose name is not known by the beginning of the id. */
export function facetLabel(facet: Facet, value: string, names: PeopleNames): string {
  switch (facet) {
    case "enabled":
      return value === "true" ? t("apps.enabled") : t("apps.disabled");
    case "trusted":
      return value === "true" ? t("apps.yes") : t("apps.no");
    case "kind":
      return words("apps.kind", value);
    case "scope":
      return words("apps.scopes", wordKey(value), scopeTitle(value));
    case "last_used":
      return words("apps.used", value);
    case "created_by":
      return names.of(value) ?? `${value.slice(0, 8)}…`;
    case "redirect_host":
      return value;
  }
}
