import { expect, it } from "vitest";

import { compared, isRegisteredAs, sentOf } from "./return-address";

it("the address that was sent stands in the request, unless that was left at the service", () => {
  const url = "https://a.test/authorize?client_id=x&redirect_uri=http%3A%2F%2F127.0.0.1%3A4711%2Fcallback";
  expect(sentOf({ authorize_url: url })).toBe("http://127.0.0.1:4711/callback");
  expect(sentOf({ authorize_url: "https://a.test/authorize?request_uri=urn%3Ax" })).toBeUndefined();
});

it("the port on this computer is no difference, and everywhere else it is", () => {
  expect(isRegisteredAs("http://127.0.0.1:4711/callback", "http://127.0.0.1/callback")).toBe(true);
  expect(isRegisteredAs("http://[::1]:4711/callback", "http://[::1]:80/callback")).toBe(true);
  expect(isRegisteredAs("http://127.0.0.1:4711/callback", "http://127.0.0.1/calback")).toBe(false);
  expect(isRegisteredAs("https://a.test:4711/callback", "https://a.test/callback")).toBe(false);
  expect(compared("http://127.0.0.1:4711/callback", "http://127.0.0.1/calback")).toEqual({ sent: "http://127.0.0.1/callback", registered: "http://127.0.0.1/calback" });
  expect(compared("http://127.0.0.1:4711/callback", "com.example:/callback").sent).toBe("http://127.0.0.1:4711/callback");
});
