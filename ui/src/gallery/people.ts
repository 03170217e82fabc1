/** The administration of people, organisations, keys and the audit, in every state. */
import type { UserError } from "../generated/UserError";
import { ADA, type Administered, administered, people, person, rows } from "../host/fake/administered";
import { type FakeState, fakeState } from "../host/fake/fake";
import * as samples from "../host/fake/samples";
import type { Place } from "../state/places";
import { type Deed, does, fresh, network, type Story } from "./story";

const { ada, harbour, inbenta, michael } = samples;
const forbidden: UserError = { code: "forbidden", message: "Only an administrator may do this. Ask one." };
const conflict = (what: string): UserError => ({ code: "conflict", message: `Somebody changed this ${what} meanwhile; it is at version 8 now. Read it again, then change it.` });

const lively = (held: Partial<Administered> = {}, change: Partial<FakeState> = {}) =>
  fakeState({ accounts: [michael(), ada()], providers: [harbour, inbenta], apps: samples.apps(320), administered: administered(held), ...change });
const at = (place: Place, held: Partial<Administered> = {}, change: Partial<FakeState> = {}): Story => ({ state: lively(held, change), place });

const list: Place = { screen: "people", account: "ada" };
const one = (id: string): Place => ({ screen: "person", account: "ada", id });
const organisations: Place = { screen: "organisations", account: "ada" };
const organisation = (id: string): Place => ({ screen: "organisation", account: "ada", id });
const keys: Place = { screen: "api-keys", account: "ada" };
const timetable: Place = { screen: "api-key", account: "ada", key: "BvQ8cXw1n7Tt0sKp4Zr2LmYh9Gd3Ea6U" };
const audit: Place = { screen: "audit", account: "ada" };
const signing: Place = { screen: "signing-keys", account: "ada" };
const invitation: Place = { screen: "invite", account: "ada" };
const INVITED: [Deed, string][] = [["type", "Name=Núria Puig i Cadafalch"], ["type", "E-mail, to sign in with=nuria@museum.example"], ["press", "Invite"]];
const LINK = "Make a link to choose a new one";
const VERIFY = "Verify the chain";
const SAVED: [Deed, string][] = [["press", "Export"], ["press", "Save as a file…"]];
const PROMOTE = "Have it sign now";

export const peopleStories: Record<string, () => Story> = {
  people: () => at(list),
  "people-filters": () => does(at(list), ["press", "Filters"]),
  "people-none": () => does(at(list), ["type", "Search people=zzz"]),
  "people-many": () => at(list, { people: people(100_000) }),
  "people-of": () => at({ screen: "people-of", account: "ada", organisation: "pilots" }),
  "people-two": () => at(list, {}, { accounts: [ada(), { ...michael(), account: { ...michael().account, administers: true } }] }),
  "people-empty": () => at(list, { people: [] }),
  "people-loading": () => at(list, {}, { hangs: ["people"] }),
  "people-offline": () => at(list, {}, { fails: { people: network } }),
  "people-forbidden": () => at(list, {}, { fails: { people: forbidden } }),
  invite: () => at(invitation),
  "invite-made": () => does(at(invitation), ...INVITED),
  "invite-sent": () => does(at(invitation, { sendsMail: true }), ...INVITED),
  "invite-refused": () => does(at(invitation), ["type", "Name=Ada Ruiz"], ["type", "E-mail, to sign in with=ada.ruiz@harbour.example"], ["press", "Invite"]),
  "invite-fresh": () => does({ ...at(invitation, {}, { hangs: ["add_person"] }), events: fresh() }, ...INVITED),
  person: () => at(one(ADA)),
  "person-mail": () => does(at(one(ADA), { sendsMail: true }), ["press", LINK]),
  "person-rtl": () => at(one("p-layla"), { people: people(5).map((of) => (of.id === "p-layla" ? { ...of, details: { username: "ليلى", phone_number: "+971 50 000 0000", bio: "تعمل في الميناء منذ عام 2009.", location: "Dubai", website: "https://customs.example/layla", address: { street_address: "Harbour Road 4", locality: "Dubai", country: "AE" } } } : of)) }),
  "person-invited": () => at(one("p-new")),
  "person-off": () => at(one("p-off")),
  "person-link": () => does(at(one(ADA)), ["press", LINK]),
  "person-delete": () => does(at(one("p-layla")), ["press", "Delete the person"]),
  "person-last": () => does(at(one(ADA), { people: [person()] }), ["press", "Delete the person"]),
  "person-conflict": () => does(at(one(ADA), {}, { fails: { update_person: conflict("person") } }), ["type", "Name=Ada Ruiz"], ["press", "Save changes"]),
  "person-refused": () =>
    does(
      at(one(ADA), { people: [person({ formats: { ...person().formats, number_separators: { thousands: ",", decimal: "," } } }), ...people(3)] }),
      ["type", "Name=Ada Ruiz"], ["press", "Save changes"],
    ),
  "person-gone": () => at(one("nobody")),
  "person-loading": () => at(one(ADA), {}, { hangs: ["person"] }),
  "person-offline": () => at(one(ADA), {}, { fails: { person: network } }),
  "person-forbidden": () => at(one(ADA), {}, { fails: { person: forbidden } }),
  "person-fresh": () => does({ ...at(one(ADA), {}, { hangs: ["make_person_link"] }), events: fresh() }, ["press", LINK]),
  // Escape hides nothing that is under way.
  "person-under-way": () => does(at(one(ADA), {}, { hangs: ["remove_second_factor"] }), ["press", "Remove it"], ["press", "Remove it"]),
  "person-done-unread": () =>
    does(
      at(one(ADA), {}, { failsAfter: { deeds: ["remove_second_factor", "end_person_sessions"], reads: ["person", "person_sessions"], error: network } }),
      ["press", "Remove it"], ["press", "Remove it"], ["press", "Sign out of all browsers"], ["press", "Sign them out"],
    ),
  "person-problems": () =>
    does(at(one(ADA), {}, { fails: { person_sessions: network, make_person_link: { code: "refused", message: 'No mail can be sent, or too much of it waits. Ask for the link with {"mail": false}, and hand it over yourself.' } } }), ["press", LINK]),
  "person-delete-unknown": () => does(at(one("p-layla"), {}, { fails: { person_deletion: network } }), ["press", "Delete the person"]),
  organisations: () => at(organisations),
  "organisations-empty": () => at(organisations, { organisations: [] }),
  "organisations-loading": () => at(organisations, {}, { hangs: ["organisations"] }),
  "organisations-offline": () => at(organisations, {}, { fails: { organisations: network } }),
  "organisations-forbidden": () => at(organisations, {}, { fails: { organisations: forbidden } }),
  "organisations-add": () => does(at(organisations), ["press", "Add an organisation"]),
  organisation: () => at(organisation("pilots")),
  "organisation-loading": () => at(organisation("pilots"), {}, { hangs: ["organisation"] }),
  "organisation-offline": () => at(organisation("pilots"), {}, { fails: { organisation: network } }),
  "organisation-bare": () => at(organisation("museum")),
  "organisation-kept": () =>
    does(
      at(organisation("museum"), {}, { fails: { delete_organisation: { code: "refused", message: "It still has people (0), apps (0) and API keys (1). Move or delete them first." } } }),
      ["press", "Delete the organisation"], ["press", "Delete the organisation"],
    ),
  "organisation-conflict": () => does(at(organisation("pilots"), {}, { fails: { rename_organisation: conflict("organisation") } }), ["type", "Name=Elbe pilots"], ["press", "Save changes"]),
  "organisation-gone": () => at(organisation("nothing")),
  "api-keys": () => at(keys),
  "api-keys-empty": () => at(keys, { apiKeys: [] }),
  "api-keys-loading": () => at(keys, {}, { hangs: ["api_keys"] }),
  "api-keys-offline": () => at(keys, {}, { fails: { api_keys: network } }),
  "api-keys-forbidden": () => at(keys, {}, { fails: { api_keys: forbidden } }),
  "api-key-new": () => at({ screen: "new-api-key", account: "ada" }),
  "api-key-made": () => does(at({ screen: "new-api-key", account: "ada" }), ["type", "Name of the key=Tide tables"], ["press", "Create the key"]),
  "api-key": () => at(timetable),
  "api-key-loading": () => at(timetable, {}, { hangs: ["api_key"] }),
  "api-key-offline": () => at(timetable, {}, { fails: { api_key: network } }),
  "api-key-new-one": () => at({ screen: "api-key", account: "ada", key: "X1sV5yLk8HbT3cQnZ7mWd0Re4Gp2Uf9J" }),
  "api-key-off": () => at({ screen: "api-key", account: "ada", key: "aT6rJ0pMw3XcB8kZn5Yd1Hs7Lq9Vf2Eg" }),
  "api-key-conflict": () => does(at(timetable, {}, { fails: { update_api_key: conflict("API key") } }), ["type", "Name of the key=Timetables"], ["press", "Save changes"]),
  "api-key-retire": () => does(at(timetable), ["press", "Retire"]),
  "api-key-delete": () => does(at(timetable), ["press", "Delete the key"]),
  // Done, and then the connection is gone.
  "api-key-done-unread": () => does(at(timetable, {}, { failsAfter: { deeds: ["new_api_key_secret"], reads: ["api_key"], error: network } }), ["press", "Make a new secret"]),
  "api-key-gone": () => at({ screen: "api-key", account: "ada", key: "gone" }),
  "api-key-fresh": () => does({ ...at(timetable, {}, { hangs: ["new_api_key_secret"] }), events: fresh() }, ["press", "Make a new secret"]),
  audit: () => at(audit),
  "audit-of": () => at({ screen: "audit-of", account: "ada", subject: "person:p-layla" }),
  "audit-filters": () => does(at(audit), ["press", "Filters"]),
  "audit-row": () => does(at(audit), ["press", "More of row 9386"]),
  "audit-export": () => does(at(audit), ["press", "Export"]),
  "audit-exported": () => does(at(audit, { rows: rows(12) }), ...SAVED),
  "audit-exporting": () => does(at(audit, { rows: rows(12) }, { hangs: ["finish_file"] }), ...SAVED),
  "audit-whole": () => does(at(audit), ["press", VERIFY]),
  "audit-broken": () => does(at(audit, { verdict: { whole: false, rows: null, trouble: "row 6120 of the audit is missing" } }), ["press", VERIFY]),
  "audit-headless": () => does(at(audit, { verdict: { whole: false, rows: null, trouble: "the note of the last row of the audit is gone, or was not written by this service" } }), ["press", VERIFY]),
  "audit-verifying": () => does(at(audit, {}, { hangs: ["verify_audit"] }), ["press", VERIFY]),
  "audit-not-verified": () => does(at(audit, {}, { fails: { verify_audit: network } }), ["press", VERIFY]),
  "audit-empty": () => at(audit, { rows: [] }),
  "audit-short": () => at(audit, { rows: rows(12) }),
  "audit-loading": () => at(audit, {}, { hangs: ["audit"] }),
  "audit-offline": () => at(audit, {}, { fails: { audit: network } }),
  "audit-forbidden": () => at(audit, {}, { fails: { audit: forbidden } }),
  "signing-keys": () => at(signing),
  "signing-keys-remove": () => does(at(signing), ["press", "Remove"]),
  "signing-keys-empty": () => at(signing, { signingKeys: [] }),
  "signing-keys-loading": () => at(signing, {}, { hangs: ["signing_keys"] }),
  "signing-keys-offline": () => at(signing, {}, { fails: { signing_keys: network } }),
  "signing-keys-forbidden": () => at(signing, {}, { fails: { signing_keys: forbidden } }),
  "signing-keys-promote": () => does(at(signing), ["press", PROMOTE]),
  "signing-keys-not-published": () => does(at(signing, { signingKeys: [] }, { fails: { publish_signing_key: network } }), ["press", "Publish the next key"]),
  "signing-keys-fresh": () => does({ ...at(signing, {}, { hangs: ["promote_signing_key"] }), events: fresh() }, ["press", PROMOTE], ["press", PROMOTE]),
};
