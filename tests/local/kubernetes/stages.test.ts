import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { defaultImages, readImages, writeStages } from "../../../local/kubernetes/stages.ts";

describe("the images that there are", () => {
  let directory: string;
  let file: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "sgdist-images-"));
    file = join(directory, "images.json");
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const known = (image: string) => defaultImages.known.some((pattern) => new RegExp(`^(${pattern})`).test(image));

  it("are Sourcegraph's, Google's and Kubernetes's where nothing is said", () => {
    assert.deepEqual(readImages(file), defaultImages);
    const images = ["index.docker.io/sourcegraph/frontend:7.5.4453", "sourcegraph/zoekt", "us-docker.pkg.dev/p/r/i"];
    const own = "us-central1-docker.pkg.dev/p/r/i";
    assert.deepEqual([...images, own, "registry.k8s.io/pause:3.10"].map(known), [true, true, true, true, true]);
    const others = ["nginx", "docker.io/library/nginx", "example.com/sourcegraph/frontend", "registryxk8s.io/pause"];
    assert.deepEqual(others.map(known), [false, false, false, false]);
  });

  it("are those of the file, with the defaults for what it leaves out", () => {
    writeFileSync(file, '{"refused": ["index.docker.io/sourcegraph/gitserver"]}');
    assert.deepEqual(readImages(file), { ...defaultImages, refused: ["index.docker.io/sourcegraph/gitserver"] });
  });

  it("are not guessed from a file with a mistake", () => {
    for (const [text, what] of [
      ["{", "Expected property name"],
      ['{"refused": ["("]}', "Invalid regular expression"],
      ['{"refused": "gitserver"}', '"refused" is not a list of patterns'],
      ['{"refuse": []}', '"refuse" is neither'],
    ] as const) {
      writeFileSync(file, text);
      assert.throws(
        () => readImages(file),
        (error: Error) => error.message.startsWith(`${file} doesn't say which images there are: ${what}`),
        text,
      );
    }
  });

  it("are written into stages that stay YAML whatever the patterns are", () => {
    const path = join(directory, "stages.yaml");
    const images = { known: ['it\'s\\.example/"a": b'], refused: [] };
    assert.equal(writeStages(path, images), true);
    assert.equal(writeStages(path, images), false);
    const documents = parseAllDocuments(readFileSync(path, "utf8"));
    assert.deepEqual(
      documents.flatMap(({ errors }) => errors),
      [],
    );
    assert.deepEqual(
      documents.map((document) => document.getIn(["metadata", "name"])),
      [
        "node-initialize",
        "pod-complete",
        "pod-delete",
        "pod-image-back-off",
        "pod-image-refused",
        "pod-known",
        "pod-ready",
      ],
    );
  });
});
