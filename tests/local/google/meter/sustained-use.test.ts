import assert from "node:assert/strict";
import fc from "fast-check";
import { type Layer, run } from "../../../../local/google/meter/sustained-use.ts";

const month = 720;

/** Lets quantities run one after another; returns what isn't paid of quantity × time. */
function free(runs: [quantity: number, time: number][]): number {
  let layers: Layer[] = [];
  let sum = 0;
  for (const [quantity, time] of runs) {
    const next = run(layers, quantity, time, month);
    layers = next.layers;
    sum += next.free;
  }
  return sum;
}

const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-6, `${a} and ${b}`);

describe("sustained use", () => {
  it("takes nothing off a quarter of a month, and a fifth off all of it", () => {
    near(free([[8, 180]]), 0);
    near(free([[8, 360]]), 8 * 180 * 0.1333);
    near(free([[8, 720]]), 8 * 720 * 0.2);
  });

  it("counts machines that follow each other as one", () => {
    near(
      free([
        [4, 360],
        [0, 100],
        [4, 260],
      ]),
      free([[4, 620]]),
    );
  });

  it("counts as much as ran at the same time for itself", () => {
    // Two of the four run all the time, the other two the first half.
    near(
      free([
        [4, 360],
        [2, 360],
      ]),
      free([[2, 720]]) + free([[2, 360]]),
    );
  });

  it("is the same however time is cut up, and never more than two fifths", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 60 })), { maxLength: 12 }),
        (runs) => {
          const whole = free(runs);
          const cut = free(runs.flatMap(([quantity, time]) => Array<[number, number]>(time).fill([quantity, 1])));
          near(whole, cut);
          const used = runs.reduce((sum, [quantity, time]) => sum + quantity * time, 0);
          assert.ok(whole >= 0 && whole <= 0.4 * used + 1e-6);
        },
      ),
    );
  });
});
