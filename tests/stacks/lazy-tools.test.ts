import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";

const program = `
  import "./lazy-tools.ts";
  import { createRequire } from "node:module";
  import { runtime } from "@pulumi/pulumi";
  const { cache } = createRequire(import.meta.url);
  const tools = /\\/(typescript|arborist)\\/lib\\/(typescript|index)\\.js$/;
  const loaded = () => Object.keys(cache).flatMap((path) => tools.exec(path)?.[1] ?? []);
  const before = loaded();
  const { text } = await runtime.serializeFunction(() => 6 * 7);
  console.log(JSON.stringify({ before, after: loaded(), works: text.includes("6 * 7") }));
`;

describe("what the SDK needs only for functions that it ships", () => {
  it("is loaded when it is used, and works then", () => {
    const output = execFileSync(process.execPath, ["--input-type=module", "-e", program], {
      cwd: join(import.meta.dirname, "..", "..", "stacks"),
      encoding: "utf8",
    });
    assert.deepEqual(JSON.parse(output), { before: [], after: ["typescript"], works: true });
  });
});
