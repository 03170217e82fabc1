import { describe, expect, it } from "vitest";

import { fakeHost, fakeState } from "../host/fake/fake";
import * as samples from "../host/fake/samples";
import { OneApp } from "./one-app.svelte";

const CLIENT = samples.app().client_id;

async function opened() {
  const state = fakeState({ apps: [samples.app()], delay: 0 });
  const one = new OneApp(fakeHost(state), "ada", CLIENT);
  await one.load();
  const settings = () => one.settings!;
  /** Somebody else saves at the same time. */
  const elsewhere = (change: Partial<ReturnType<typeof samples.app>>) => {
    state.apps = state.apps.map((app) => ({ ...app, ...change, version: app.version + 1 }));
  };
  return { one, settings, state, elsewhere };
}

describe("the settings of an app", () => {
  it("are saved, and then nothing is changed", async () => {
    const { settings, state } = await opened();
    settings().draft.name = "Harbour Office";
    expect(settings().changes).toEqual(["name"]);
    await settings().save();
    expect(state.apps[0]?.name).toBe("Harbour Office");
    expect([settings().changes, settings().saved]).toEqual([[], true]);
  });

  it("are not written over what somebody else changed, which is told field by field", async () => {
    const { settings, state, elsewhere } = await opened();
    settings().draft.name = "Mine";
    settings().draft.about.description = "Books a desk.";
    elsewhere({ name: "Theirs", scopes: ["personal_information"] });
    expect(await settings().save()).toBeUndefined();
    expect(state.apps[0]?.name).toBe("Theirs");
    expect(settings().theirs).toEqual([{ field: "name", also: true }, { field: "scopes", also: false }]);
    settings().keepMine();
    expect(settings().draft).toMatchObject({ name: "Mine", scopes: ["personal_information"], about: { description: "Books a desk." } });
    await settings().save();
    expect(state.apps[0]).toMatchObject({ name: "Mine", scopes: ["personal_information"] });
  });

  it("keep what is typed while they are saved", async () => {
    const { settings, state } = await opened();
    settings().draft.name = "Harbour";
    const saving = settings().save();
    await new Promise((done) => setTimeout(done, 0));
    settings().draft.about.description = "Books a desk.";
    await saving;
    expect([state.apps[0]?.name, settings().changes]).toEqual(["Harbour", ["about.description"]]);
  });

  it("follow what is read anew while a conflict waits for its answer", async () => {
    const { one, settings, elsewhere } = await opened();
    settings().draft.name = "Mine";
    elsewhere({ name: "Theirs" });
    await settings().save();
    elsewhere({ trusted: true });
    one.follow(await one.read());
    expect(settings().theirs.map(({ field }) => field)).toEqual(["name", "trusted"]);
    settings().keepMine();
    expect((await settings().save())?.name).toBe("Mine");
  });

  it("keep what was written while an address is added", async () => {
    const { one, settings } = await opened();
    settings().draft.name = "Mine";
    await one.addAddress("https://a.example/cb");
    expect(settings().changes).toEqual(["name"]);
    await settings().save();
    expect(settings().draft.redirect_uris).toContain("https://a.example/cb");
  });
});

it("an address is added and taken off although somebody else was faster", async () => {
  const { one, state, elsewhere } = await opened();
  elsewhere({ name: "Theirs" });
  await one.addAddress("https://a.example/cb");
  expect(state.apps[0]).toMatchObject({ name: "Theirs", redirect_uris: [...samples.app().redirect_uris, "https://a.example/cb"] });
  elsewhere({ name: "Theirs again" });
  await one.removeAddress("https://a.example/cb");
  expect(one.app).toMatchObject({ name: "Theirs again", redirect_uris: samples.app().redirect_uris });
});
