import assert from "node:assert/strict";
import { join } from "node:path";
import { adviceCases } from "../../../docs/guidelines/advice.ts";
import { advise } from "../../../policies/advise/advise.ts";
import { parseDescription } from "../../../policies/advise/description.ts";
import { loadSpecification, parseSpecification, readFiles } from "../../../spec/load.ts";
import { today } from "../../support/specification.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const specification = loadSpecification(root, today);
const files = readFiles(root);

describe("the recorded cases of advice", () => {
  it("are ten, of both answers", () => {
    const cases = adviceCases();
    assert.ok(cases.length >= 10);
    assert.equal(new Set(cases.map(({ advice }) => advice.answer)).size, 2);
  });

  for (const { describes, workload, advice: expected } of adviceCases()) {
    it(describes, () => {
      const description = parseDescription(workload, specification);
      const advice = advise(description, { specification, files, today, random: () => 0 });
      assert.equal(advice.answer, expected.answer, JSON.stringify(advice.because));
      assert.equal(advice.folder.key, expected.folder);
      assert.equal(advice.kind?.name, expected.kind);
      if (expected.project) assert.equal(advice.project.id, expected.project);
      const deciding = advice.because.map(({ guideline }) => guideline);
      for (const id of expected.because) assert.ok(deciding.includes(id), `${id} is not among ${deciding.join(", ")}`);
      // What it says to add makes a specification without mistakes.
      const added = new Map(files);
      for (const { file, text } of advice.files) added.set(file, `${files.get(file) ?? ""}${text}`);
      parseSpecification(added, today);
      assert.equal(advice.files.length > 0, advice.kind !== undefined);
    });
  }
});
