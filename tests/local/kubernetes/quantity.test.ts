import assert from "node:assert/strict";
import { bytesOf } from "../../../local/kubernetes/quantity.ts";

describe("a quantity of Kubernetes", () => {
  it("stands for bytes", () => {
    const texts = ["0", "1500", "10Gi", "1.5Ki", "30G", "200M", "1e3", "2E", "100m"];
    const bytes = [0, 1500, 10 * 2 ** 30, 1536, 30e9, 200e6, 1000, 2e18, 0.1];
    assert.deepEqual(texts.map(bytesOf), bytes);
  });

  it("is refused when it is none", () => {
    for (const text of ["", "Gi", "10GB", "ten"])
      assert.throws(() => bytesOf(text), { message: `${text} is not a quantity` });
  });
});
