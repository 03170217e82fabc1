import type { AccountView } from "../generated/AccountView";
import { t } from "../messages";

/** One or two letters for a person: of the first and the last part of the name. */
export function initials(name: string): string {
  const parts = name.replace(/@.*$/, "").split(/[\s._-]+/u).filter((part) => part !== "");
  const letters = parts.length > 1 ? [parts[0], parts[parts.length - 1]] : [parts[0]];
  return letters.map((part) => [...(part ?? "")][0]?.toLocaleUpperCase() ?? "").join("");
}

/** Whether there is a token that is good now, or one that can be had without the person. */
export function isLive(account: AccountView | undefined): boolean {
  return account?.state === "active" || account?.state === "expires_soon";
}

/** The seal that tells how a session stands. */
export function sealOf(account: AccountView): { is: "whole" | "asked"; tone?: "care"; label: string } {
  switch (account.state) {
    case "active":
      return { is: "whole", label: t("session.active") };
    case "expires_soon":
      return { is: "whole", tone: "care", label: t("session.expires_soon") };
    case "expired":
      return { is: "asked", label: t("session.expired") };
    case "signed_out":
      return { is: "asked", label: t("session.signed_out") };
    case "locked":
      return { is: "whole", tone: "care", label: t("session.locked") };
  }
}
