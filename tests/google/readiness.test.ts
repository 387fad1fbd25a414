import assert from "node:assert/strict";
import { GoogleError } from "../../google/client.ts";
import { NotReady, untilReady, type Waiting } from "../../google/readiness.ts";

/** A wait with a clock of its own, which only sleeping moves. */
function waitingOf(patience = 600_000): Waiting & { time: number; said: string[] } {
  const waiting = {
    time: 0,
    said: [] as string[],
    patience,
    now: () => waiting.time,
    sleep: async (milliseconds: number) => {
      waiting.time += milliseconds;
    },
    report: (message: string) => waiting.said.push(message),
  };
  return waiting;
}

const disabled = new GoogleError("GET x", 403, "SERVICE_DISABLED", "has not been used");
const forbidden = new GoogleError("GET x", 403, "", "The caller does not have permission");
const invalid = new GoogleError("GET x", 400, "", "Request contains an invalid argument.");

/** Answers as a list says, `true` for well; the last answer is repeated. */
function answers(list: (true | Error)[]): { probe: () => Promise<void>; asked: () => number } {
  let asked = 0;
  return {
    asked: () => asked,
    probe: async () => {
      const answer = list[Math.min(asked++, list.length - 1)];
      if (answer !== true) throw answer;
    },
  };
}

describe("waiting until something is ready", () => {
  it("asks three times and doesn't wait when it has been ready for long", async () => {
    const { probe, asked } = answers([true]);
    const waiting = waitingOf();
    await untilReady("x", probe, waiting);
    assert.deepEqual([asked(), waiting.time], [3, 0]);
  });

  it("wants three good answers in a row", async () => {
    const { probe, asked } = answers([disabled, true, true, disabled, true, true, true]);
    await untilReady("x", probe, waitingOf());
    assert.equal(asked(), 7);
  });

  it("says now and then what it waits for", async () => {
    const waiting = waitingOf();
    await untilReady("compute in p", answers([...Array(8).fill(disabled), true]).probe, waiting);
    assert.match(waiting.said[0]!, /^waiting for compute in p, \d+ s$/);
    assert.ok(waiting.said.length >= 2);
  });

  it("gives up after its patience, with the last refusal", async () => {
    const waiting = waitingOf(60_000);
    await assert.rejects(untilReady("x", answers([disabled]).probe, waiting), (error) => {
      assert.ok(error instanceof NotReady);
      assert.equal(error.cause, disabled);
      assert.match(error.message, /^x was not ready after \d+ s\. The last answer was: GET x: 403 has not been used$/);
      return true;
    });
    assert.ok(waiting.time <= 60_000 && waiting.time > 50_000);
  });

  it("gives a missing permission two minutes to be known", async () => {
    const waiting = waitingOf();
    await assert.rejects(untilReady("x", answers([forbidden]).probe, waiting), NotReady);
    assert.ok(waiting.time <= 120_000 && waiting.time > 100_000);
  });

  it("doesn't wait for what waiting can't mend", async () => {
    const waiting = waitingOf();
    const { probe, asked } = answers([invalid]);
    await assert.rejects(untilReady("x", probe, waiting), NotReady);
    assert.deepEqual([asked(), waiting.time], [1, 0]);
  });

  it("sits out what happens to a network", async () => {
    await untilReady("x", answers([new Error("ECONNRESET"), true]).probe, waitingOf());
  });
});
