import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { deployment } from "../../sourcegraph/deployment.ts";
import { imageNames } from "../../sourcegraph/versions/image.ts";
import { newestVersion, versionNamed, versions } from "../../sourcegraph/versions/index.ts";
import {
  compareVersions,
  imageReference,
  numbersOf,
  parseVersion,
  type Version,
} from "../../sourcegraph/versions/version.ts";
import { UserError } from "../../spec/problem.ts";

const folder = join(import.meta.dirname, "..", "..", "sourcegraph", "versions", "catalogue");
const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

describe("the versions", () => {
  it("are known, newest first", () => {
    assert.deepEqual(versions, [
      "7.5.4453",
      "7.5.0",
      "7.4.0",
      "7.3.2527",
      "7.3.0",
      "7.2.1943",
      "7.2.0",
      "7.1.2426",
      "7.1.0",
      "7.0.2852",
      "7.0.0",
      "6.12.5040",
    ]);
    assert.equal(newestVersion, "7.5.4453");
  });

  for (const version of versions) {
    it(`${version} parses, and has a digest for nearly every image that the model speaks of`, () => {
      const parsed = versionNamed(version);
      assert.equal(parsed.version, version);
      assert.match(parsed.released, /^202[5-6]-\d\d-\d\d$/);
      const without = imageNames.filter((name) => parsed.images[name] === undefined);
      // One is published outside the release, the other never with a digest.
      assert.deepEqual(without, version === "7.2.1943" ? ["server"] : ["redis_exporter", "server"]);
    });
  }

  it("were released in their order, each patch later than the minor version", () => {
    const days = versions.map((version) => [version, versionNamed(version).released] as const);
    const minors = days.filter(([version]) => version.endsWith(".0"));
    assert.deepEqual(
      minors.map(([, day]) => day),
      minors
        .map(([, day]) => day)
        .toSorted()
        .reverse(),
    );
    for (const [version, day] of days) {
      const minor = days.find(([other]) => other === `${version.split(".").slice(0, 2).join(".")}.0`);
      if (minor && minor[0] !== version) assert.ok(minor[1] < day, version);
    }
  });

  it("are all that has a file, and main is the newest", () => {
    assert.deepEqual(readdirSync(folder).sort(), versions.map((version) => `${version}.json`).sort());
    assert.deepEqual(versionNamed("main"), versionNamed(newestVersion));
    assert.deepEqual(versionNamed("7.2.0"), JSON.parse(readFileSync(join(folder, "7.2.0.json"), "utf8")));
  });

  for (const [name, meant = ""] of [
    ["7.6.0", " Did you mean 7.5.0?"],
    ["7.2", " Did you mean 7.2.0?"],
    ["7.2.1934", " Did you mean 7.2.1943?"],
    ["v7.2.0", " Did you mean 7.2.0?"],
    ["mian", " Did you mean main?"],
    ["latest"],
    [""],
    ["../index"],
    ["7.2.0.json"],
  ] as const) {
    it(`there is none called ${JSON.stringify(name)}, and it says which there are, and which may be meant`, () => {
      assert.throws(
        () => versionNamed(name),
        (error) =>
          error instanceof UserError &&
          error.message.startsWith(`There is no version ${name}.${meant} Known: 7.5.4453, 7.5.0, `) &&
          error.message.includes("main for the newest of them"),
      );
      assert.throws(() => deployment(name), UserError);
    });
  }
});

describe("the order of versions", () => {
  const version = fc.tuple(fc.nat(99), fc.nat(99), fc.nat(65_535));
  const text = (numbers: readonly number[]) => numbers.join(".");

  it("is that of their numbers, not of their letters", () => {
    assert.deepEqual(["7.10.0", "7.2.0", "6.12.5040", "7.2.1943", "7.2.99"].sort(compareVersions), [
      "6.12.5040",
      "7.2.0",
      "7.2.99",
      "7.2.1943",
      "7.10.0",
    ]);
  });

  it("is total: major before minor before patch", () => {
    fc.assert(
      fc.property(version, version, (one, other) => {
        const value = ([major, minor, patch]: readonly number[]) => (major! * 100 + minor!) * 65_536 + patch!;
        assert.equal(Math.sign(compareVersions(text(one), text(other))), Math.sign(value(one) - value(other)));
      }),
    );
  });

  it("is of what its text says", () => {
    fc.assert(fc.property(version, (numbers) => assert.deepEqual(numbersOf(text(numbers)), numbers)));
  });

  for (const wrong of ["7.2", "7.2.1.0", "v7.2.0", "7.2.x", "main", " 7.2.0", "7.2.0-rc.1"]) {
    it(`there is none of ${JSON.stringify(wrong)}`, () =>
      assert.throws(() => numbersOf(wrong), new Error(`${wrong} is not a version such as 7.2.1943`)));
  }
});

describe("an image", () => {
  const version: Version = { version: "7.2.0", released: "2026-04-22", images: { gitserver: digest } };

  it("is known by its digest as well as its tag where it was published with one", () => {
    assert.equal(imageReference(version, "gitserver"), `index.docker.io/sourcegraph/gitserver:7.2.0@${digest}`);
    assert.equal(imageReference(version, "redis_exporter"), "index.docker.io/sourcegraph/redis_exporter:7.2.0");
  });

  it("keeps both in another registry", () => {
    assert.equal(
      imageReference(version, "gitserver", "r.example.com:5000/sg"),
      `r.example.com:5000/sg/gitserver:7.2.0@${digest}`,
    );
    assert.equal(imageReference(version, "server", "r.example.com"), "r.example.com/server:7.2.0");
  });
});

describe("a catalogue file", () => {
  const good = { version: "8.0.1", released: "2027-01-31", images: { worker: digest } };
  const parse = (changes: object) => parseVersion("8.0.1.json", { ...good, ...changes });

  it("is taken as it is", () => {
    assert.deepEqual(parse({}), good);
    const without = { without: { caddy: "It came later." } };
    assert.deepEqual(parse(without), { ...good, ...without });
  });

  for (const [what, changes, message] of [
    ["of another name", { version: "8.0.2" }, '8.0.1.json: version: found "8.0.2"; the file\'s name says otherwise'],
    [
      "without a day",
      { released: undefined },
      "8.0.1.json: released: found undefined; allowed: a day such as 2026-05-05",
    ],
    [
      "with a day in words",
      { released: "May" },
      '8.0.1.json: released: found "May"; allowed: a day such as 2026-05-05',
    ],
    [
      "with a key that nobody reads",
      { image: {} },
      "8.0.1.json: the unknown key image; allowed: version, released, images, without",
    ],
    [
      "with an image that the model doesn't know",
      { images: { wroker: digest } },
      "8.0.1.json: images: the unknown image wroker",
    ],
    [
      "with a digest that is cut",
      { images: { worker: "sha256:0123" } },
      '8.0.1.json: images.worker: found "sha256:0123"; allowed: sha256: and 64 digits',
    ],
    [
      "that leaves out a service for no reason",
      { without: { caddy: "" } },
      "8.0.1.json: without.caddy: a reason is missing",
    ],
    [
      "with several mistakes, which are all told",
      { released: "May", images: { wroker: "no" } },
      '8.0.1.json: released: found "May"; allowed: a day such as 2026-05-05\n' +
        "8.0.1.json: images: the unknown image wroker\n" +
        '8.0.1.json: images.wroker: found "no"; allowed: sha256: and 64 digits',
    ],
  ] as const) {
    it(`is refused: one ${what}`, () => {
      assert.throws(
        () => parse(changes),
        (error) => error instanceof UserError && error.message === message,
      );
    });
  }

  for (const version of ["latest", "8.0", "8.0.65536", "8.0.1-rc.1"]) {
    it(`is refused: one of the version ${version}`, () => {
      assert.throws(
        () => parseVersion(`${version}.json`, { ...good, version }),
        (error) =>
          error instanceof UserError &&
          error.message ===
            `${version}.json: version: found "${version}"; allowed: three numbers such as 7.2.1943, the last up to 65535`,
      );
    });
  }

  it("is taken up to the last patch that there may be", () => {
    assert.equal(parseVersion("8.0.65535.json", { ...good, version: "8.0.65535" }).version, "8.0.65535");
  });
});
