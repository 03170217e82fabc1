import { expect, it } from "vitest";

import { elided, pageOf } from "./addresses";

it("w2_only_https_and_loopback_pages_without_a_name_in_them_become_links", () => {
  for (const address of ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "mailto:a@b.example", "http://harbour.example/", "http://127.0.0.1.example/", "https://ada@harbour.example/", "https://ada:word@harbour.example/", "app.countersign.desktop:/x", "harbour.example", "//harbour.example", "", null, undefined])
    expect(pageOf(address), String(address)).toBeUndefined();
  for (const address of ["https://harbour.example/a?b#c", "http://127.0.0.1:8400/", "http://localhost:8400/", "http://[::1]/"]) expect(pageOf(address)?.href).toBe(new URL(address).href);
});

it("a long address keeps its host and its end", () => {
  expect(elided(new URL("https://harbour.example/"))).toBe("harbour.example");
  expect(elided(new URL("http://127.0.0.1:8400"))).toBe("http://127.0.0.1:8400");
  const long = elided(new URL(`https://harbour.example/${"documents/".repeat(20)}terms-of-use.html`));
  expect(long.length).toBeLessThanOrEqual(60);
  expect(long).toMatch(/^harbour\.example\/.*….*terms-of-use\.html$/);
  const host = elided(new URL(`https://${"very-".repeat(11)}long.example/policy`));
  expect(host.length).toBeLessThanOrEqual(60);
  expect(host).toMatch(/^very-.*….*\/policy$/);
});
