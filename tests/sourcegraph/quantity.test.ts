import assert from "node:assert/strict";
import fc from "fast-check";
import {
  composeCpu,
  cores,
  decimalDisk,
  disk,
  dockerMemory,
  gibibytes,
  kubernetesCpu,
  kubernetesDisk,
  kubernetesMemory,
  mebibytes,
  millicores,
} from "../../sourcegraph/model/quantity.ts";
import { bySize, sizes } from "../../sourcegraph/model/size.ts";
import { dockerQuantity, kubernetesQuantity } from "../support/sourcegraph.ts";

const amount = fc.integer({ min: 1, max: 2 ** 24 });

describe("an amount of memory", () => {
  for (const [memory, kubernetes, docker] of [
    [mebibytes(100), "100Mi", "100m"],
    [mebibytes(1024), "1Gi", "1g"],
    [mebibytes(1536), "1536Mi", "1536m"],
    [gibibytes(0.5), "512Mi", "512m"],
    [gibibytes(26), "26Gi", "26g"],
  ] as const) {
    it(`of ${memory} bytes is ${kubernetes} in Kubernetes and ${docker} in Docker`, () => {
      assert.equal(kubernetesMemory(memory), kubernetes);
      assert.equal(dockerMemory(memory), docker);
    });
  }

  it("is the same number of bytes wherever it is written", () => {
    fc.assert(
      fc.property(amount, (value) => {
        const memory = mebibytes(value);
        assert.equal(kubernetesQuantity(kubernetesMemory(memory)), memory);
        assert.equal(dockerQuantity(dockerMemory(memory)), memory);
        assert.equal(memory, value * 1_048_576);
      }),
    );
  });

  it("is never written in decimal units, nor in fractions", () => {
    fc.assert(fc.property(amount, (value) => assert.match(kubernetesMemory(mebibytes(value)), /^[1-9]\d*(Mi|Gi)$/)));
  });

  it("keeps its order when it is written", () => {
    fc.assert(
      fc.property(amount, amount, (one, other) => {
        const [a, b] = [mebibytes(one), mebibytes(other)];
        assert.equal(
          Math.sign(kubernetesQuantity(kubernetesMemory(a)) - kubernetesQuantity(kubernetesMemory(b))),
          Math.sign(one - other),
        );
        assert.equal(
          Math.sign(dockerQuantity(dockerMemory(a)) - dockerQuantity(dockerMemory(b))),
          Math.sign(one - other),
        );
      }),
    );
  });

  it("is the same in gibibytes as in 1024 times as many mebibytes", () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 4096 }), (n) => assert.equal(gibibytes(n), mebibytes(n * 1024))));
  });
});

describe("an amount of processor time", () => {
  for (const [cpu, kubernetes, compose] of [
    [millicores(10), "10m", "0.01"],
    [millicores(500), "500m", "0.5"],
    [cores(0.25), "250m", "0.25"],
    [cores(2), "2", "2"],
    [cores(1.5), "1500m", "1.5"],
  ] as const) {
    it(`of ${cpu} thousandths is ${kubernetes} in Kubernetes and ${compose} in Compose`, () => {
      assert.equal(kubernetesCpu(cpu), kubernetes);
      assert.equal(composeCpu(cpu), compose);
    });
  }

  it("is the same wherever it is written, and keeps its order", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 256_000 }), fc.integer({ min: 1, max: 256_000 }), (one, other) => {
        const [a, b] = [millicores(one), millicores(other)];
        assert.equal(Math.round(kubernetesQuantity(kubernetesCpu(a)) * 1000), one);
        assert.equal(Math.round(Number(composeCpu(a)) * 1000), one);
        assert.equal(Math.sign(Number(composeCpu(a)) - Number(composeCpu(b))), Math.sign(one - other));
      }),
    );
  });

  it("is the same in cores as in a thousand times as many thousandths", () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 256_000 }), (n) => assert.equal(cores(n / 1000), millicores(n))));
  });
});

describe("an amount of disk", () => {
  it("is written in the units in which it was given", () => {
    assert.equal(kubernetesDisk(disk(200)), "200Gi");
    assert.equal(kubernetesDisk(decimalDisk(30)), "30G");
  });

  it("is the same number of bytes when it is written", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 65_536 }), (n) => {
        assert.equal(kubernetesQuantity(kubernetesDisk(disk(n))), n * 2 ** 30);
        assert.equal(kubernetesQuantity(kubernetesDisk(decimalDisk(n))), n * 10 ** 9);
      }),
    );
  });
});

describe("no amount is", () => {
  for (const [what, make, message] of [
    ["nothing", () => mebibytes(0), /^RangeError: mebibytes must be a whole number above 0, not 0$/],
    ["less than nothing", () => millicores(-5), /^RangeError: millicores must be a whole number above 0, not -5$/],
    ["a part of a thousandth of a core", () => cores(0.0005), /^RangeError: millicores .* not 0\.5$/],
    ["a part of a mebibyte", () => gibibytes(0.1), /^RangeError: mebibytes .* not 102\.4$/],
    ["half a mebibyte", () => mebibytes(1.5), /^RangeError: mebibytes .* not 1\.5$/],
    ["without end", () => gibibytes(Number.POSITIVE_INFINITY), /^RangeError: .* not Infinity$/],
    ["no number", () => disk(Number.NaN), /^RangeError: gibibytes of disk .* not NaN$/],
    ["half a gigabyte of disk", () => decimalDisk(0.5), /^RangeError: gigabytes of disk .* not 0\.5$/],
  ] as const) {
    it(what, () => assert.throws(make, message));
  }
});

describe("a number for each size", () => {
  it("goes on with the last one given", () => {
    assert.deepEqual(bySize(1), { xs: 1, s: 1, m: 1, l: 1, xl: 1 });
    assert.deepEqual(bySize(1, 2, 2, 5), { xs: 1, s: 2, m: 2, l: 5, xl: 5 });
    assert.deepEqual(bySize(1, 2, 3, 4, 5), { xs: 1, s: 2, m: 3, l: 4, xl: 5 });
  });

  it("never falls, and says so where it would", () => {
    const numbers = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(numbers, (values) => {
        const rises = values.every((value, index) => index === 0 || value >= values[index - 1]!);
        const make = () => bySize(...(values as [number, ...number[]]));
        if (rises && values.length <= sizes.length) {
          const made = make();
          for (const [index, size] of sizes.entries()) assert.equal(made[size], values[index] ?? values.at(-1));
        } else {
          assert.throws(make, /^RangeError: a larger size never has less, and there are 5: /);
        }
      }),
    );
  });
});
