import { describe, expect, it } from "vitest";

import { aligned, differences, folded, nearest } from "./character-diff";

const told = (sent: string, registered: string) => differences(aligned(sent, registered)).map(({ at, kind, sent: a, registered: b }) => [at, kind, a, b]);

describe("where two addresses differ", () => {
  it("is nowhere when they are the same", () => {
    expect(told("https://a.example/cb", "https://a.example/cb")).toEqual([]);
  });

  it("names a letter that is written large, and a slash at the end that was not sent", () => {
    expect(told("app.countersign.desktop:/callback/inbenta", "app.countersign.desktop:/callback/Inbenta/")).toEqual([
      [35, "case", "i", "I"],
      [42, "missing", "", "/"],
    ]);
  });

  it("keeps what was added together", () => {
    expect(told("https://www.a.example/cb", "https://a.example/cb")).toEqual([[9, "added", "www.", ""]]);
    expect(told("https://a.example/cb", "http://a.example/cb")).toEqual([[5, "added", "s", ""]]);
  });

  it("holds for addresses that share nothing, and for empty ones", () => {
    expect(told("", "abc")).toEqual([[1, "missing", "", "abc"]]);
    expect(told("abc", "xyz")).toEqual([[1, "replaced", "abc", "xyz"]]);
  });

  it("gives each text back as it was", () => {
    for (const [sent, registered] of [["https://ä.example/ü", "https://a.example/u/"], ["kitten", "sitting"], ["x".repeat(900), "y".repeat(700)]] as const) {
      const cells = aligned(sent, registered);
      expect(cells.map((cell) => cell.sent ?? "").join("")).toBe(sent);
      expect(cells.map((cell) => cell.registered ?? "").join("")).toBe(registered);
    }
  });

  it("knows what stands at the end of both", () => {
    expect(differences(aligned("https://a.example", "https://a.example/")).at(-1)?.last).toBe(true);
    expect(differences(aligned("https://b.example/", "https://a.example/")).at(-1)?.last).toBe(false);
  });
});

describe("long stretches without a difference", () => {
  const long = "https://a.example/" + "segment/".repeat(20);

  it("are folded, and every difference stays", () => {
    const cells = aligned(`${long}X${long}`, `${long}Y${long}`);
    const shown = folded(cells);
    expect(shown.filter((one) => "at" in one && one.sent !== one.registered)).toHaveLength(1);
    expect(shown.length).toBeLessThan(80);
    const whole = shown.reduce((sum, one) => sum + ("folded" in one ? one.folded : 1), 0);
    expect(whole).toBe(cells.length);
  });

  it("stay whole where they are short", () => {
    const cells = aligned("https://a.example/cb", "https://a.example/cc");
    expect(folded(cells)).toHaveLength(cells.length);
  });
});

describe("the nearest address", () => {
  it("is the one with the fewest differences", () => {
    expect(nearest("https://my-application.com/", ["https://staging.my-application.com/callback", "https://my-application.com"])).toBe("https://my-application.com");
  });

  it("is none where none is registered", () => {
    expect(nearest("https://a.example", [])).toBeUndefined();
  });
});
