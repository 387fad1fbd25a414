import assert from "node:assert/strict";
import {
  holdsSecret,
  markSecrets,
  revealed,
  secretTexts,
  withoutSecrets,
} from "../../../../local/providers/kubernetes/objects/secrets.ts";

const signature = "4dabf18193072939515e22adb298388d";
const secret = (value: unknown) => ({ [signature]: "1b47061264138c4ac30d75fd1eb44270", value });

describe("local kubernetes provider: secrets", () => {
  it("reveals plain data, and leaves out what is null", () => {
    const given = { a: secret({ b: [secret(1), null], c: null }), d: "e", f: undefined };
    assert.deepEqual(revealed(given), { a: { b: [1, null] }, d: "e" });
    assert.ok(holdsSecret(given));
    assert.ok(!holdsSecret(revealed(given)));
  });

  it("refuses files of Pulumi", () => {
    const asset = { [signature]: "c44067f5952c0a294b673a41bacd8c17", text: "x" };
    assert.throws(() => revealed({ data: { a: asset } }), /a file or archive of Pulumi was given/);
  });

  it("marks what was secret in the inputs, and of lists with a secret the whole", () => {
    const data = { data: { open: "1", hidden: "2" }, list: [{ a: 1 }, { b: 2 }], other: 3 };
    const inputs = { data: { open: "1", hidden: secret("x") }, list: [{ a: 1 }, { b: secret(2) }], gone: secret(1) };
    assert.deepEqual(markSecrets(data, inputs), {
      data: { open: "1", hidden: secret("2") },
      list: secret([{ a: 1 }, { b: 2 }]),
      other: 3,
    });
    assert.deepEqual(markSecrets(data, undefined), data);
  });

  it("marks the data of a Secret in any case", () => {
    const data = { kind: "Secret", data: { a: "Yg==" }, stringData: { c: "d" }, type: "Opaque" };
    assert.deepEqual(markSecrets(data, {}), {
      kind: "Secret",
      data: secret({ a: "Yg==" }),
      stringData: secret({ c: "d" }),
      type: "Opaque",
    });
  });

  it("takes secrets out of sentences, as they are and encoded", () => {
    const inputs = { kind: "Secret", stringData: secret({ a: "hunter22", b: "abc" }), type: "Opaque" };
    const texts = secretTexts(inputs);
    assert.deepEqual(texts, ["hunter22"]);
    const encoded = Buffer.from("hunter22").toString("base64");
    assert.equal(withoutSecrets(`bad: hunter22, ${encoded}, Opaque`, texts), "bad: [secret], [secret], Opaque");
    assert.deepEqual(secretTexts({ kind: "Secret", data: { a: "aHVudGVyMjI=" } }), ["aHVudGVyMjI="]);
    assert.deepEqual(secretTexts({ kind: "ConfigMap", data: { a: secret("password"), b: "open text" } }), ["password"]);
  });
});
