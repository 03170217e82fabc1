import { expect, it } from "vitest";

import { Again } from "./again.svelte";

it("what was asked before the last deed is not taken, nor its failure told", async () => {
  const answers: { take: (read: string) => void; fail: (thrown: unknown) => void }[] = [];
  let shown = "before";
  const again = new Again<string>(
    () => new Promise((take, fail) => answers.push({ take, fail })),
    (read) => (shown = read),
  );
  const [first, second, third] = [again.run(), again.run(), again.run()];
  answers[2]?.take("after");
  await third;
  answers[0]?.take("between");
  answers[1]?.fail({ code: "network", message: "Not reached." });
  await Promise.all([first, second]);
  expect([shown, again.problem, again.busy]).toEqual(["after", undefined, false]);
});

it("a failure leaves what is shown, until it is read after all", async () => {
  let broken = true;
  let shown = "before";
  const again = new Again(
    async () => {
      if (broken) throw { code: "network", message: "Not reached." };
      return "after";
    },
    (read) => (shown = read),
  );
  await again.run();
  expect([shown, again.problem?.code]).toEqual(["before", "network"]);
  broken = false;
  await again.run();
  expect([shown, again.problem]).toEqual(["after", undefined]);
});
