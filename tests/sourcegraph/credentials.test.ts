import assert from "node:assert/strict";
import { parse, parseAllDocuments } from "yaml";
import { deployment } from "../../sourcegraph/deployment.ts";
import { credentialNames, credentials, credentialsFile } from "../../sourcegraph/targets/credentials.ts";
import { newestVersion, versionNamed } from "../../sourcegraph/versions/index.ts";
import { newest } from "../support/sourcegraph.ts";

const note =
  "# Made once, and kept: what is rendered again reads this file and adds to it. It belongs in no repository.\n";

/** Makes credentials "made-0", "made-1", …; `count` of them so far. */
function maker() {
  const made = { count: 0, generate: () => `made-${made.count++}` };
  return made;
}

const render = (type: "kubernetes" | "compose", existing: string, made = maker()) =>
  credentials(type, newest(), existing, made.generate)!;

const secretsIn = (content: string) =>
  parseAllDocuments(content)
    .map((document) => document.toJS())
    .filter((object) => object !== null);

const secret = (name: string, password: string, namespace = "sourcegraph") => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name, namespace },
  type: "Opaque",
  stringData: { password },
});

/** A version that lacks what one credential is of. */
const before = deployment({ ...versionNamed(newestVersion), without: { "codeinsights-db": "It came later." } });

describe("the credentials in a folder", () => {
  it("are in a file of each type's own that only its owner reads; a single container keeps its own", () => {
    assert.deepEqual(credentialsFile, { kubernetes: "secrets.yaml", compose: ".env", container: undefined });
    assert.deepEqual([render("kubernetes", "").path, render("kubernetes", "").mode], ["secrets.yaml", 0o600]);
    assert.deepEqual([render("compose", "").path, render("compose", "").mode], [".env", 0o600]);
    const none = credentials("container", newest(), "", () => assert.fail("nothing is made"));
    assert.equal(none, undefined);
  });
});

describe("the credentials of Compose", () => {
  it("are made, one for each database", () => {
    assert.equal(
      render("compose", "").content,
      `${note}CODEINSIGHTS_DB_AUTH_PASSWORD=made-0\nCODEINTEL_DB_AUTH_PASSWORD=made-1\nPGSQL_AUTH_PASSWORD=made-2\n`,
    );
  });

  it("are kept to the letter once they are there", () => {
    const made = maker();
    const { content } = render("compose", "");
    assert.equal(render("compose", content, made).content, content);
    assert.equal(made.count, 0);
  });

  it("are added to, after what is there, which may be anything", () => {
    const older = credentials("compose", before, "", () => "old")!.content;
    assert.doesNotMatch(older, /CODEINSIGHTS/);
    const mine = older.replace("PGSQL_AUTH_PASSWORD=old", "# mine\nOTHER=1\nPGSQL_AUTH_PASSWORD='a $ b'");
    assert.equal(render("compose", mine).content, `${mine}CODEINSIGHTS_DB_AUTH_PASSWORD=made-0\n`);
    const noEnd = mine.trimEnd();
    assert.equal(render("compose", noEnd).content, `${mine}CODEINSIGHTS_DB_AUTH_PASSWORD=made-0\n`);
  });

  for (const line of [
    "PGSQL_AUTH_PASSWORD=x",
    "PGSQL_AUTH_PASSWORD=\nPGSQL_AUTH_PASSWORD=x",
    "export PGSQL_AUTH_PASSWORD=x",
    "  PGSQL_AUTH_PASSWORD = x",
    "PGSQL_AUTH_PASSWORD: x",
  ]) {
    it(`are found however they are written: ${line}`, () => {
      const { content } = render("compose", `${line}\n`);
      assert.doesNotMatch(content, /made-2/);
      assert.ok(content.startsWith(`${line}\n`));
    });
  }

  for (const line of [
    "PGSQL_AUTH_PASSWORD=",
    "export PGSQL_AUTH_PASSWORD = ",
    'PGSQL_AUTH_PASSWORD=""',
    "PGSQL_AUTH_PASSWORD='' # later",
    "PGSQL_AUTH_PASSWORD= # later",
    "PGSQL_AUTH_PASSWORD:\r",
  ]) {
    it(`are none where they are empty: ${JSON.stringify(line)}`, () => {
      const { content, made, kept } = render("compose", `A=1\n${line}\nB=2\n`);
      assert.match(content, /^A=1\nB=2\n(.*\n)*PGSQL_AUTH_PASSWORD=made-2\n$/);
      assert.deepEqual([made.length, kept], [3, []]);
    });
  }

  it("are told by their names: what was there, and what is new", () => {
    const { made, kept } = render("compose", "PGSQL_AUTH_PASSWORD=x\n");
    assert.deepEqual(made, ["CODEINSIGHTS_DB_AUTH_PASSWORD", "CODEINTEL_DB_AUTH_PASSWORD"]);
    assert.deepEqual(kept, ["PGSQL_AUTH_PASSWORD"]);
    assert.deepEqual(credentialNames("compose", newest()), [...made, ...kept]);
  });

  for (const line of ["# PGSQL_AUTH_PASSWORD=x", "MY_PGSQL_AUTH_PASSWORD=x", "PGSQL_AUTH_PASSWORD_OLD=x"]) {
    it(`are not found in what only looks like them: ${line}`, () => {
      assert.match(render("compose", `${line}\n`).content, /^PGSQL_AUTH_PASSWORD=made-2$/m);
    });
  }
});

describe("the credentials of Kubernetes", () => {
  it("are made, a Secret object for each database", () => {
    const { content } = render("kubernetes", "");
    assert.ok(content.startsWith(`${note}---\n`));
    assert.deepEqual(secretsIn(content), [
      secret("codeinsights-db-auth", "made-0"),
      secret("codeintel-db-auth", "made-1"),
      secret("pgsql-auth", "made-2"),
    ]);
  });

  it("are kept to the letter once they are there", () => {
    const made = maker();
    const { content } = render("kubernetes", "");
    assert.equal(render("kubernetes", content, made).content, content);
    assert.equal(made.count, 0);
  });

  it("are told by their names, and none where they are empty", () => {
    const empty = "kind: Secret\nmetadata:\n  name: pgsql-auth\nstringData: { password: '' }\ndata: { password: '' }\n";
    const { content, made, kept } = render("kubernetes", empty);
    assert.equal(secretsIn(content)[0].stringData.password, "made-2");
    assert.deepEqual(made, ["codeinsights-db-auth/password", "codeintel-db-auth/password", "pgsql-auth/password"]);
    assert.deepEqual([kept, credentialNames("kubernetes", newest())], [[], made]);
    assert.deepEqual(render("kubernetes", content).kept, made);
    assert.deepEqual(credentialNames("container", newest()), []);
  });

  it("are added to", () => {
    const older = credentials("kubernetes", before, "", () => "old")!.content;
    assert.deepEqual(secretsIn(render("kubernetes", older).content), [
      secret("codeintel-db-auth", "old"),
      secret("pgsql-auth", "old"),
      secret("codeinsights-db-auth", "made-0"),
    ]);
  });

  it("move with their installation into another namespace", () => {
    const { content } = render("kubernetes", "");
    const moved = credentials("kubernetes", newest({ namespace: "other" }), content, () =>
      assert.fail("all are there"),
    )!;
    assert.deepEqual(secretsIn(moved.content)[2], secret("pgsql-auth", "made-2", "other"));
  });

  it("keep what people wrote besides: other Secrets, keys, labels, and values in base64", () => {
    const mine = [
      "apiVersion: v1\nkind: Secret\nmetadata:\n  name: mine\ntype: kubernetes.io/tls\ndata:\n  tls.crt: eA==\n",
      "kind: Secret\nmetadata:\n  name: pgsql-auth\n  labels: { owner: me }\ndata:\n  password: cGFzcw==\n",
      "kind: Secret\nmetadata:\n  name: codeintel-db-auth\nstringData:\n  user: me\n",
    ].join("---\n");
    assert.deepEqual(secretsIn(render("kubernetes", mine).content), [
      {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "mine", namespace: "sourcegraph" },
        type: "kubernetes.io/tls",
        data: { "tls.crt": "eA==" },
      },
      {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "pgsql-auth", labels: { owner: "me" }, namespace: "sourcegraph" },
        data: { password: "cGFzcw==" },
      },
      {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "codeintel-db-auth", namespace: "sourcegraph" },
        stringData: { user: "me", password: "made-1" },
      },
      secret("codeinsights-db-auth", "made-0"),
    ]);
  });

  it("are text whatever they look like", () => {
    for (const password of ["123456", "1e5", "true", "null", "0x1f", "on", "~", "- a", "a: b", "1_000"]) {
      const { content } = credentials("kubernetes", newest(), "", () => password)!;
      for (const document of content.split(/^---$/m).slice(1)) {
        assert.equal(parse(document).stringData.password, password);
        assert.equal(parse(document, { version: "1.1" }).stringData.password, password);
      }
      assert.equal(credentials("kubernetes", newest(), content, () => assert.fail("all are there"))!.content, content);
    }
  });

  for (const [what, existing, message] of [
    [
      "another object",
      "kind: ConfigMap\nmetadata:\n  name: mine\n",
      /^UserError: secrets\.yaml: found ConfigMap; allowed: Secret objects with names\./,
    ],
    [
      "a Secret without a name",
      "kind: Secret\nmetadata: {}\n",
      /^UserError: secrets\.yaml: found Secret; allowed: Secret objects with names\./,
    ],
    ["what is no object", "just text\n", /^UserError: secrets\.yaml: found an object of no kind;/],
    ["what is no YAML", "a: [\n", /^UserError: secrets\.yaml is no YAML: /],
  ] as const) {
    it(`refuse a file that holds ${what}, which would be lost`, () => {
      assert.throws(() => render("kubernetes", existing), message);
    });
  }
});
