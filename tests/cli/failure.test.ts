import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { failureText } from "../../cli/output/failure.ts";
import { GoogleError, googleClient } from "../../google/client.ts";

describe("what people are told of a failure", () => {
  it("is what Google said, without a stack", () => {
    const refused = new GoogleError("GET x.googleapis.com/v1/y", 403, "", "You may not.\u001b[2J");
    assert.equal(failureText(refused), "GET x.googleapis.com/v1/y: 403 You may not.\\u001b[2J");
    assert.equal(
      failureText(new Error("the list of folders can't be read", { cause: refused })),
      "the list of folders can't be read",
    );
  });

  it("is nothing of a bug: that has a stack", () => {
    assert.equal(failureText(new TypeError("x is undefined")), undefined);
    assert.equal(failureText("thrown"), undefined);
  });

  describe("of credentials", () => {
    const folder = mkdtempSync(join(tmpdir(), "sgdist-credentials-"));
    const before = process.env.GOOGLE_APPLICATION_CREDENTIALS;
    after(() => {
      if (before === undefined) delete process.env.GOOGLE_APPLICATION_CREDENTIALS;
      else process.env.GOOGLE_APPLICATION_CREDENTIALS = before;
      rmSync(folder, { recursive: true });
    });

    for (const [what, content] of [
      ["that are no JSON", "{bad"],
      ["of no kind", "{}"],
      ["that aren't there", undefined],
    ] as const) {
      it(`${what}, is what is wrong with them and what to do`, async () => {
        const file = join(folder, `${what}.json`);
        if (content !== undefined) writeFileSync(file, content);
        process.env.GOOGLE_APPLICATION_CREDENTIALS = file;
        const failed = await googleClient({})
          .request("cloudresourcemanager.googleapis.com", "/v3/projects/x")
          .catch((error) => error);
        const [first, second] = failureText(failed)!.split("\n");
        assert.match(first!, /^Google's credentials can't be used: \S/);
        assert.match(second!, /^Sign in with `gcloud auth application-default login`, or mend what /);
      });
    }
  });
});
