import assert from "node:assert/strict";
import { deployment } from "../../sourcegraph/deployment.ts";
import { imagesOf } from "../../sourcegraph/images.ts";
import { targets } from "../../sourcegraph/targets/index.ts";
import { builtOf } from "../../sourcegraph/versions/index.ts";

const commit = "0123456789abcdef0123456789abcdef01234567";

describe("the images of an installation", () => {
  for (const type of ["kubernetes", "compose", "container"] as const) {
    for (const domain of [undefined, "sourcegraph.example.com"]) {
      it(`are those that are rendered for ${type}, ${domain ? "with" : "without"} a domain`, () => {
        const installation = deployment(builtOf(commit), { registry: "r.example.com/sg", ...(domain && { domain }) });
        const text = targets[type]
          .render(installation)
          .map(({ content }) => content)
          .join("\n");
        const rendered = [...text.matchAll(new RegExp(`r\\.example\\.com/sg/([\\w.-]+):${commit}`, "g"))];
        assert.deepEqual(imagesOf(installation, type), [...new Set(rendered.map(([, name]) => name!))].toSorted());
      });
    }
  }
});
