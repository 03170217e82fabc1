import { expect, it } from "vitest";

import { roomsOf } from "./index-lines";

const STORIES = ["welcome", "add-github", "add-other", "people-empty", "people", "people-of", "loading", "sign-in", "sign-in-failed"];

it("stories stand with the screen that they are states of, and those of none together", () => {
  expect(roomsOf(STORIES, "").map((room) => [room.name, room.lines.map((line) => line.label)])).toEqual([
    ["add", ["github", "other"]],
    ["people", ["as it is", "empty", "of"]],
    ["sign in", ["as it is", "failed"]],
    ["the window", ["welcome", "loading"]],
  ]);
});

it("every word that is searched for has to be there", () => {
  expect(roomsOf(STORIES, "sign fail").flatMap((room) => room.lines.map((line) => line.story))).toEqual(["sign-in-failed"]);
  expect(roomsOf(STORIES, "nothing")).toEqual([]);
});
