import assert from "node:assert/strict";
import fc from "fast-check";
import { type Outcome, reversed, schedule, type Task } from "../../engine/schedule.ts";

/** Tasks that depend on earlier ones only. */
const graphs = fc.array(fc.array(fc.nat(9), { maxLength: 3 }), { maxLength: 10 }).map((lists): Task[] =>
  lists.map((list, index) => ({
    name: `t${index}`,
    dependsOn: [...new Set(list.filter((at) => at < index).map((at) => `t${at}`))],
  })),
);

describe("a schedule", () => {
  it("begins a task when all that it needs is done, and never more than the limit at once", async () => {
    await fc.assert(
      fc.asyncProperty(graphs, fc.integer({ min: 1, max: 4 }), async (tasks, limit) => {
        const done = new Set<string>();
        let running = 0;
        const outcomes = await schedule(tasks, limit, async ({ name, dependsOn }) => {
          assert.ok(++running <= limit);
          assert.ok(
            dependsOn.every((each) => done.has(each)),
            `${name} came too early`,
          );
          await new Promise((resolve) => setImmediate(resolve));
          done.add(name);
          running--;
        });
        assert.deepEqual(
          outcomes.map(({ name, status }) => [name, status]),
          tasks.map(({ name }) => [name, "done"]),
        );
      }),
    );
  });

  it("skips what needs a task that failed, directly or not, and does the rest", async () => {
    const tasks = [
      { name: "a", dependsOn: [] },
      { name: "b", dependsOn: ["a"] },
      { name: "c", dependsOn: ["b"] },
      { name: "d", dependsOn: [] },
    ];
    const ended: string[] = [];
    const outcomes = await schedule(
      tasks,
      2,
      async ({ name }) => {
        if (name === "a") throw new Error("broken");
        return name;
      },
      ({ name, status }) => ended.push(`${name} ${status}`),
    );
    assert.deepEqual(
      outcomes.map((outcome: Outcome<string>) =>
        outcome.status === "skipped" ? [outcome.name, outcome.because] : [outcome.name, outcome.status],
      ),
      [
        ["a", "failed"],
        ["b", "a"],
        ["c", "b"],
        ["d", "done"],
      ],
    );
    assert.deepEqual(ended.toSorted(), ["a failed", "b skipped", "c skipped", "d done"]);
  });

  it("takes what isn't among the tasks as done", async () => {
    const [outcome] = await schedule([{ name: "a", dependsOn: ["elsewhere"] }], 1, async () => 1);
    assert.equal(outcome!.status, "done");
  });

  it("says so when tasks wait for each other", async () => {
    const tasks = [
      { name: "a", dependsOn: ["b"] },
      { name: "b", dependsOn: ["a"] },
    ];
    await assert.rejects(
      schedule(tasks, 1, async () => 1),
      /wait for each other: a, b/,
    );
  });

  it("turned round, takes down what depends on a thing before the thing", () => {
    fc.assert(
      fc.property(graphs, (tasks) => {
        const back = reversed(tasks);
        for (const { name, dependsOn } of tasks) {
          for (const need of dependsOn) assert.ok(back.find((task) => task.name === need)!.dependsOn.includes(name));
        }
        assert.deepEqual(
          reversed(back).map((task) => [task.name, [...task.dependsOn].toSorted()]),
          tasks.map((task) => [task.name, [...task.dependsOn].toSorted()]),
        );
      }),
    );
  });
});
