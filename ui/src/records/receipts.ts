/** What a sign-out did, in words. */
import { type Formats, timeOrDate } from "../formats";
import type { SignedOutPart } from "../generated/SignedOutPart";
import type { SignOutReceipt } from "../generated/SignOutReceipt";
import { t, told } from "../messages";

export interface ReceiptLine {
  seal: "whole" | "asked";
  care: boolean;
  text: string;
}

function parts(of: SignedOutPart[]): string {
  return of.map((part) => t(`account.parts.${part}`)).join(", ");
}

/** What happened at the service, a line for each outcome. */
export function receiptLines(receipt: SignOutReceipt, formats: Formats, now: number): ReceiptLine[] {
  const lines: ReceiptLine[] = [];
  const lapse =
    receipt.lapses_at === null
      ? undefined
      : t(receipt.lapses_at > now ? "account.lapses" : "account.lapsed", { at: timeOrDate(formats, receipt.lapses_at, now) });
  const why = [told(receipt.reason ?? "").replace(/\.$/, ""), lapse].filter((text) => text).join("; ");
  const because = why === "" ? "" : ` (${why})`;
  if (receipt.revoked.length > 0) lines.push({ seal: "whole", care: false, text: t("account.revoked", { parts: parts(receipt.revoked) }) });
  if (receipt.forgotten.length > 0) lines.push({ seal: "asked", care: false, text: t("account.forgotten", { parts: parts(receipt.forgotten) }) + because });
  if (receipt.pending.length > 0) {
    lines.push({ seal: "asked", care: true, text: t("account.pending", { parts: parts(receipt.pending) }) + (receipt.forgotten.length > 0 ? "" : because) });
  }
  return lines;
}

/** Whether there was anything to sign out of. */
export function heldTokens(receipt: SignOutReceipt): boolean {
  return receipt.revoked.length + receipt.forgotten.length + receipt.pending.length > 0;
}

/** The whole receipt as sentences. */
export function receiptInWords(receipt: SignOutReceipt, formats: Formats, now: number): string {
  const local = heldTokens(receipt) ? t("account.tokensDeleted") : t("account.nothingHeld");
  return [local, ...receiptLines(receipt, formats, now).map((line) => line.text)].map((text) => `${text}.`).join(" ");
}
