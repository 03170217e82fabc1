import { expect, it } from "vitest";

import type { OwnProfile } from "../generated/OwnProfile";
import type { UserError } from "../generated/UserError";
import type { Host } from "../host/host";
import { PROFILE_ALONE } from "../rules/own-profile";
import { OwnProfileForm } from "./own-profile.svelte";

/** A service with one profile; `counts` versions or does not. */
function service(counts = true) {
  let version = 1;
  const held: { profile: OwnProfile; sent: OwnProfile[]; fails?: UserError } = { profile: { name: "Ada", details: { location: "Cádiz" } }, sent: [] };
  const told = () => (counts ? { ...held.profile, version } : held.profile);
  const ask = async (name: string, given: { change: OwnProfile }) => {
    if (held.fails) throw held.fails;
    if (name === "own_profile") return told();
    const { version: at, ...change } = given.change;
    held.sent.push(change);
    if (counts && at !== version) throw { code: "conflict", message: "Changed elsewhere." } satisfies UserError;
    held.profile = { ...held.profile, ...change };
    version += 1;
    return told();
  };
  const elsewhere = (change: OwnProfile) => {
    held.profile = { ...held.profile, ...change };
    version += 1;
  };
  return { host: { ask } as unknown as Host, held, elsewhere };
}

async function opened(counts = true) {
  const at = service(counts);
  const form = new OwnProfileForm(at.host, "ada");
  await form.open();
  return { ...at, form, write: (change: Partial<NonNullable<typeof form.fields>>) => Object.assign(form.fields ?? {}, change) };
}

it.each([true, false])("what was changed elsewhere meanwhile is kept (the service counts versions: %s)", async (counts) => {
  const { form, held, elsewhere, write } = await opened(counts);
  write({ name: "Ada Ruiz" });
  elsewhere({ details: { location: "Levante" } });
  expect(await form.save()).toBe(true);
  expect(held.profile).toEqual({ name: "Ada Ruiz", details: { location: "Levante" } });
  expect(form.taken).toEqual(["location"]);
});

it.each([true, false])("where both changed the same, nothing is written before the person has seen it (%s)", async (counts) => {
  const { form, held, elsewhere, write } = await opened(counts);
  write({ name: "Ada Ruiz" });
  elsewhere({ name: "Ada R." });
  expect(await form.save()).toBe(false);
  expect(held.profile.name).toBe("Ada R.");
  expect([form.fields?.name, form.clashes]).toEqual(["Ada Ruiz", { name: "Ada R." }]);
  expect(await form.save()).toBe(true);
  expect([held.profile.name, form.clashes]).toEqual(["Ada Ruiz", {}]);
});

it.each([true, false])("what was kept of others is told also where a clash came between (%s)", async (counts) => {
  const { form, held, elsewhere, write } = await opened(counts);
  write({ name: "Ada Ruiz" });
  elsewhere({ name: "Ada R.", details: { location: "Levante", bio: "Berths." } });
  expect(await form.save()).toBe(false);
  expect([form.taken, form.moved]).toEqual([["bio", "location"], true]);
  held.fails = { code: "network", message: "It cannot be reached." };
  expect(await form.save()).toBe(false);
  held.fails = undefined;
  // What is written over it is the person's own from then on.
  write({ bio: "Berths, and the light." });
  expect(form.taken).toEqual(["location"]);
  expect(await form.save()).toBe(true);
  expect([form.taken, held.profile]).toEqual([["location"], { name: "Ada Ruiz", details: { location: "Levante", bio: "Berths, and the light." } }]);
  await form.open();
  expect([form.taken, form.moved]).toEqual([[], false]);
});

it("what stands at the service may be taken instead", async () => {
  const { form, held, elsewhere, write } = await opened();
  write({ name: "Ada Ruiz", bio: "Berths." });
  elsewhere({ name: "Ada R." });
  await form.save();
  form.takeTheirs("name");
  expect([form.fields?.name, form.changes]).toEqual(["Ada R.", ["bio"]]);
  expect(await form.save()).toBe(true);
  expect(held.profile).toEqual({ name: "Ada R.", details: { location: "Cádiz", bio: "Berths." } });
});

it("nothing that was written is lost when it is refused, and the refusal stands at its field", async () => {
  const { form, held, write } = await opened();
  write({ website: "http://ada.example" });
  held.fails = { code: "invalid_input", message: "Write it with https.", field: "website" };
  expect(await form.save()).toBe(false);
  expect([form.fields?.website, form.problem("website"), form.problem("name"), form.rest()]).toEqual(["http://ada.example", "Write it with https.", undefined, undefined]);
  held.fails = { code: "network", message: "It cannot be reached." };
  expect(await form.save()).toBe(false);
  expect([form.fields?.website, form.rest()?.code]).toEqual(["http://ada.example", "network"]);
});

it("a refusal stands at its field, by the name that the service gives it, and apart where the field is not shown", async () => {
  const { form, held } = await opened();
  for (const field of ["locale", "timezone", "date_format", "thousands", "decimal", "phone_number", "country"] as const) {
    form.fields!.name = `Ada, ${field}`;
    held.fails = { code: "invalid_input", message: "It cannot be so.", field };
    expect(await form.save()).toBe(false);
    expect([form.problem(field), form.rest(), form.rest(PROFILE_ALONE)?.field], field).toEqual(["It cannot be so.", undefined, field]);
  }
});
