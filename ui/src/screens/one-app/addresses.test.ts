import { expect, it } from "vitest";

import { matchOf, withPort } from "./addresses";

it("tells what a return address would match", () => {
  expect(["https://a.example/cb", "http://127.0.0.1/cb", "http://127.0.0.1:8080", "http://[::1]?x=1", "http://localhost:3000/cb", "com.example.app:/cb", "http://127.0.0.1.evil.example/cb"].map(matchOf)).toEqual([
    "exact",
    "port",
    "port",
    "port",
    "localhost",
    "scheme",
    "exact",
  ]);
});

it("shows another port in its place", () => {
  expect(withPort("http://127.0.0.1:8080/cb")).toBe("http://127.0.0.1:49152/cb");
  expect(withPort("http://[::1]/cb")).toBe("http://[::1]:49152/cb");
});
