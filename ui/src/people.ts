import type { AccountView } from "./generated/AccountView";
import { t } from "./messages";

/** One or two letters for a person: of the first and the last part of the name. */
export function initials(name: string): string {
  const parts = name.replace(/@.*$/, "").split(/[\s._-]+/u).filter((part) => part !== "");
  const letters = parts.length > 1 ? [parts[0], parts[parts.length - 1]] : [parts[0]];
  return letters.map((part) => [...(part ?? "")][0]?.toLocaleUpperCase() ?? "").join("");
}

/** How long before its end a session is marked, where it is not renewed by itself. */
const SOON = 300;

/** The seal that tells how a session stands. */
export function sealOf(account: AccountView, now: number): { is: "whole" | "asked"; tone?: "care"; label: string } {
  switch (account.state) {
    case "active":
      if (account.expires_at !== null && !account.can_refresh && account.expires_at - now < SOON) {
        return { is: "whole", tone: "care", label: t("session.ending") };
      }
      return { is: "whole", label: t("session.active") };
    case "expired":
      return { is: "asked", label: t("session.expired") };
    case "signed_out":
      return { is: "asked", label: t("session.signed_out") };
    case "locked":
      return { is: "whole", tone: "care", label: t("session.locked") };
  }
}
