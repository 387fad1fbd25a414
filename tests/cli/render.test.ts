import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { deployment } from "../../sourcegraph/deployment.ts";
import { targets } from "../../sourcegraph/targets/index.ts";
import { recordFile } from "../../sourcegraph/targets/record.ts";
import type { Ran } from "../support/project.ts";
import { newest, objectsOf } from "../support/sourcegraph.ts";

const main = join(import.meta.dirname, "..", "..", "cli", "main.ts");

describe("sgdist render", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "sgdist-render-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs it in a folder that is no project: it needs none. */
  const render = (...args: string[]) => renderIn({}, ...args);

  function renderIn(environment: NodeJS.ProcessEnv, ...args: string[]): Promise<Ran> {
    const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined, ...environment };
    const child = spawn(process.execPath, [main, "render", ...args], { cwd: folder, env });
    return new Promise((resolve, reject) => {
      let [stdout, stderr] = ["", ""];
      child.stdout.on("data", (chunk) => {
        stdout += chunk;
      });
      child.stderr.on("data", (chunk) => {
        stderr += chunk;
      });
      child.on("error", reject);
      child.on("close", (code) => resolve({ code: code ?? 1, stdout, stderr }));
    });
  }

  const read = (path: string) => readFileSync(join(folder, path), "utf8");
  const list = (path: string) => readdirSync(join(folder, path), { recursive: true, encoding: "utf8" }).sort();

  it("prints objects for kubectl apply", async () => {
    const { code, stdout, stderr } = await render("--type", "kubernetes", "--version", "7.2.1943", "--size", "m");
    assert.deepEqual([code, stderr], [0, ""]);
    const objects = parseAllDocuments(stdout).map((document) => document.toJS());
    assert.deepEqual(
      objects.filter((object) => object !== null),
      objectsOf(deployment("7.2.1943", { size: "m" })),
    );
    assert.doesNotMatch(stdout, /kind: (Secret|Kustomization)$/m);
    assert.ok(
      stdout
        .replaceAll("\n# ", " ")
        .startsWith(
          "# Not in here: these Secrets, which must be in the namespace sourcegraph: codeinsights-db-auth, key password; " +
            "codeintel-db-auth, key password; pgsql-auth, key password. With --out sgdist render makes the databases' ones " +
            "once, and keeps them. namespaces: ",
        ),
    );
    const secured = await render("--type", "kubernetes", "--domain", "sg.example.com", "--tls-secret", "sg-tls");
    assert.match(secured.stdout.replaceAll("\n# ", " "), /^# Not in here: .* pgsql-auth, key password; sg-tls\. /);
  });

  it("prints files with their names between them, and makes nothing", async () => {
    const [compose, container] = await Promise.all([render("--type", "compose"), render("--type", "container")]);
    const needed =
      "# Not in here: these variables, which must be in .env beside compose.yaml: CODEINSIGHTS_DB_AUTH_PASSWORD,\n" +
      "# CODEINTEL_DB_AUTH_PASSWORD, PGSQL_AUTH_PASSWORD. With --out sgdist render makes them once, and keeps them.\n";
    const whole = (type: "compose" | "container") =>
      `${targets[type]
        .render(newest())
        .map(({ path, content }) => `# ==> ${path} <==\n${content}`)
        .join("\n")}\n`;
    assert.deepEqual(compose, { code: 0, stdout: needed + whole("compose"), stderr: "" });
    assert.deepEqual(container, { code: 0, stdout: whole("container"), stderr: "" });
    assert.deepEqual(list("."), []);
  });

  it("prints the files for machines, the same bytes wherever and whenever it runs", async () => {
    const asked = [
      "--type",
      "kubernetes",
      "--size",
      "xl",
      "--replicas",
      "gitserver=3",
      "--replicas",
      "worker=2",
      "--json",
    ];
    const elsewhere = { TZ: "Pacific/Apia", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" };
    const [one, other] = await Promise.all([render(...asked), renderIn(elsewhere, ...asked)]);
    assert.deepEqual([one.code, one.stderr], [0, ""]);
    assert.equal(other.stdout, one.stdout);
    const installation = newest({ size: "xl", replicas: { gitserver: 3, worker: 2 } });
    const needed = ["codeinsights-db-auth/password", "codeintel-db-auth/password", "pgsql-auth/password"];
    assert.deepEqual(JSON.parse(one.stdout), {
      files: targets.kubernetes.render(installation),
      credentials: { file: "secrets.yaml", needed },
    });
    const container = await render("--type", "container", "--json");
    assert.equal(JSON.parse(container.stdout).credentials, null);
  });

  it("says in its help for which types an option is", async () => {
    const { code, stdout } = await render("--help");
    assert.equal(code, 0);
    const help = stdout.replaceAll(/\s+/g, " ");
    assert.match(help, /--namespace <name> [^-]*\(kubernetes only\)/);
    assert.match(help, /--domain <name> [^-]*\(kubernetes, compose only\)/);
    const tooLong = stdout.split("\n").filter((line) => line.length > 80);
    assert.deepEqual(tooLong, [], "fits 80 columns");
  });

  it("takes everything that can be asked for", async () => {
    const options = {
      namespace: "search",
      domain: "sg.example.com",
      storageClass: "fast",
      registry: "r.example.com/sg",
    };
    const { code, stdout } = await render(
      ...["--type", "kubernetes", "--json", "--version", "7.0.0", "--size", "l", "--replicas", "searcher=4"],
      ...["--namespace", options.namespace, "--domain", options.domain],
      ...["--storage-class", options.storageClass, "--registry", options.registry],
    );
    assert.equal(code, 0);
    const installation = deployment("7.0.0", { size: "l", replicas: { searcher: 4 }, ...options });
    assert.deepEqual(JSON.parse(stdout).files, targets.kubernetes.render(installation));
  });

  describe("into a folder", () => {
    it("writes every file with its permissions, the credentials, and a record of what is its own", async () => {
      const [compose, container] = await Promise.all([
        render("--type", "compose", "--out", "compose"),
        render("--type", "container", "--out", "deep/container"),
      ]);
      assert.equal(
        compose.stdout,
        "✔ Sourcegraph 7.5.4453, size s, for compose in compose: 7 of 7 files written\n" +
          "  credentials: .env, made now and kept from here on\n" +
          "  Next: docker compose --project-directory compose up --detach --wait --remove-orphans\n",
      );
      const files = targets.compose.render(newest());
      for (const { path, content } of files) assert.equal(read(`compose/${path}`), content);
      assert.deepEqual(
        Object.keys(JSON.parse(read(`compose/${recordFile}`)).files),
        files.map(({ path }) => path),
      );
      assert.equal(statSync(join(folder, "compose/.env")).mode & 0o777, 0o600);
      assert.equal(statSync(join(folder, "compose/compose.yaml")).mode & 0o777, 0o644);
      assert.equal(
        container.stdout,
        "✔ Sourcegraph 7.5.4453, size s, for container in deep/container: 2 of 2 files written\n" +
          "  Next: sh deep/container/run.sh\n",
      );
      assert.deepEqual(list("deep/container"), [recordFile, "run.sh", "sourcegraph.service"]);
      assert.equal(statSync(join(folder, "deep/container/run.sh")).mode & 0o777, 0o755);
    });

    it("makes credentials that nobody guesses, each another", async () => {
      await render("--type", "kubernetes", "--out", "out");
      const passwords = parseAllDocuments(read("out/secrets.yaml"))
        .map((document) => document.toJS())
        .flatMap((object) => object?.stringData?.password ?? []);
      assert.equal(new Set(passwords).size, 3);
      for (const password of passwords) assert.match(password, /^[A-Za-z0-9_-]{32}$/);
      assert.ok(parse(read("out/kustomization.yaml")).resources.includes("secrets.yaml"));
    });

    it("again, changes only what has changed, keeps the credentials and removes what is no longer there", async () => {
      await render("--type", "compose", "--version", "7.2.0", "--out", "out");
      const [credentials, caddy] = [read("out/.env"), statSync(join(folder, "out/caddy/Caddyfile"))];
      writeFileSync(join(folder, "out/compose.override.yaml"), "# mine\n");
      const same = await render("--type", "compose", "--version", "7.2.0", "--out", "out", "--json");
      const kept = ["CODEINSIGHTS_DB_AUTH_PASSWORD", "CODEINTEL_DB_AUTH_PASSWORD", "PGSQL_AUTH_PASSWORD"];
      assert.deepEqual(JSON.parse(same.stdout), {
        folder: "out",
        written: [],
        removed: [],
        permissions: [],
        credentials: { file: ".env", kept, made: [] },
        notes: [],
        forced: [],
        leftovers: { commands: [], stays: [] },
      });
      const newer = await render("--type", "compose", "--version", "7.3.0", "--out", "out");
      assert.match(
        newer.stdout,
        /^✔ Sourcegraph 7\.3\.0, size s, for compose in out: 1 of 7 files written\n {2}credentials: \.env, kept\n/,
      );
      assert.equal(read("out/.env"), credentials);
      assert.equal(statSync(join(folder, "out/caddy/Caddyfile")).mtimeMs, caddy.mtimeMs);
      const refused = await render("--type", "container", "--out", "out");
      assert.equal(refused.code, 2);
      assert.match(refused.stderr, /^--type: found container, and out was rendered for compose; allowed: compose\./);
      assert.equal(read("out/.env"), credentials);
      const other = await render("--type", "container", "--out", "out", "--json", "--force");
      const { removed, written } = JSON.parse(other.stdout);
      assert.deepEqual(written, ["run.sh", "sourcegraph.service"]);
      assert.deepEqual(
        removed,
        targets.compose.render(newest()).map(({ path }) => path),
      );
      const files = list("out").filter((path) => statSync(join(folder, "out", path)).isFile());
      assert.deepEqual(files, [".env", recordFile, "compose.override.yaml", "run.sh", "sourcegraph.service"]);
      assert.equal(read("out/compose.override.yaml"), "# mine\n");
      assert.equal(read("out/.env"), credentials);
    });

    it("adds to credentials that are there, and leaves nobody else reading them", async () => {
      await render("--type", "compose", "--out", "out");
      const [, ...lines] = read("out/.env").trimEnd().split("\n");
      writeFileSync(join(folder, "out/.env"), `${lines.slice(1).join("\n")}\nMINE=1\n`);
      chmodSync(join(folder, "out/.env"), 0o644);
      const { stdout } = await render("--type", "compose", "--out", "out", "--new-credentials");
      assert.match(stdout, /^ {2}credentials: \.env, kept; made now: CODEINSIGHTS_DB_AUTH_PASSWORD$/m);
      const now = read("out/.env").trimEnd().split("\n");
      assert.deepEqual(now.slice(0, 3), [...lines.slice(1), "MINE=1"]);
      assert.match(now[3]!, /^CODEINSIGHTS_DB_AUTH_PASSWORD=[A-Za-z0-9_-]{32}$/);
      assert.notEqual(now[3], lines[0]);
      assert.equal(statSync(join(folder, "out/.env")).mode & 0o777, 0o600);
    });

    it("makes nothing anew that was lost, unless it is told to, and names what it is", async () => {
      const first = ["--type", "kubernetes", "--version", "7.2.0", "--out", "out"];
      await render(...first);
      const secrets = read("out/secrets.yaml");
      rmSync(join(folder, "out/secrets.yaml"));
      const before = list("out").map((path) => [path, read(`out/${path}`)]);
      const refused = await render(...first, "--size", "xl", "--force");
      assert.equal(refused.code, 2);
      assert.match(
        refused.stderr,
        /^out\/secrets\.yaml: found no codeinsights-db-auth\/password, codeintel-db-auth\/password, pgsql-auth\/password, which/,
      );
      assert.match(refused.stderr, /kubectl get secret NAME --namespace sourcegraph .* say --new-credentials\.$/m);
      assert.deepEqual(
        list("out").map((path) => [path, read(`out/${path}`)]),
        before,
      );
      const { code, stdout } = await render(...first, "--new-credentials");
      assert.equal(code, 0);
      assert.match(stdout, /^ {2}credentials: secrets\.yaml, made now and kept from here on$/m);
      assert.notEqual(read("out/secrets.yaml"), secrets);
      const [, password] = /password: "?([A-Za-z0-9_-]{32})/.exec(read("out/secrets.yaml"))!;
      assert.ok(!read(`out/${recordFile}`).includes(password!), "only names are written down");
    });

    it("keeps the credentials to their owner, also where nothing else has changed", async () => {
      await render("--type", "compose", "--out", "out");
      chmodSync(join(folder, "out/.env"), 0o644);
      const { stdout } = await render("--type", "compose", "--out", "out");
      assert.match(stdout, /0 of 7 files written\n.*\n {2}permissions mended: \.env\n/);
      assert.equal(statSync(join(folder, "out/.env")).mode & 0o777, 0o600);
    });

    it("refuses a version or a place that the data doesn't go to, all at once, unless it is told to", async () => {
      const asked = ["--type", "kubernetes", "--out", "out"];
      await render(...asked, "--version", "7.2.0");
      writeFileSync(join(folder, "out/kustomization.yaml"), "# mine\n");
      const other = [...asked, "--version", "7.5.0", "--namespace", "search"];
      const refused = await render(...other);
      assert.equal(refused.code, 2);
      assert.match(
        refused.stderr,
        /^--namespace: found search, .*\n→ .*\nFrom 7\.2\.0 to 7\.5\.0 skips .*\n→ .*\n→ .*\nThese files in out .*\n {2}kustomization\.yaml\n/,
      );
      const forced = await render(...other, "--force");
      assert.equal(forced.code, 0);
      assert.match(forced.stdout, /^ {2}forced, though: --namespace: found search, /m);
      assert.match(forced.stdout, /^ {2}forced, though: From 7\.2\.0 to 7\.5\.0 skips /m);
      assert.match(forced.stdout, /^ {4}kubectl delete --ignore-not-found --namespace sourcegraph .*service\/pgsql /m);
      assert.match(
        forced.stdout,
        /^ {2}No longer part of it, but with data: .*persistentvolumeclaim\/pgsql in sourcegraph/m,
      );
      const back = await render(...asked, "--version", "7.4.0", "--namespace", "search");
      assert.match(back.stderr, /^From 7\.5\.0 back to 7\.4\.0 crosses database migrations/);
    });

    it("says what a new version leaves in the cluster: the Job that migrated to the one before", async () => {
      await render("--type", "kubernetes", "--version", "7.2.0", "--out", "out");
      const { stdout } = await render("--type", "kubernetes", "--version", "7.3.0", "--out", "out");
      assert.match(
        stdout,
        /^ {4}kubectl delete --ignore-not-found --namespace sourcegraph job\/migrator-7-2-0-[0-9a-f]{8}\n {2}Next: /m,
      );
      assert.doesNotMatch(stdout, /but with data/);
    });

    it("refuses to write over what was changed by hand, and touches nothing, unless it is told to", async () => {
      await render("--type", "container", "--out", "out");
      writeFileSync(join(folder, "out/run.sh"), "# mine\n");
      const before = list("out").map((path) => [path, read(`out/${path}`)]);
      const refused = await render("--type", "container", "--size", "xl", "--out", "out");
      assert.equal(refused.code, 2);
      assert.equal(
        refused.stderr,
        "These files in out were not rendered, or were changed since:\n  run.sh\n" +
          "They would be lost. Move your changes into an overlay beside them, render into another folder, or say --force.\n",
      );
      assert.deepEqual(
        list("out").map((path) => [path, read(`out/${path}`)]),
        before,
      );
      const forced = await render("--type", "container", "--size", "xl", "--out", "out", "--force");
      assert.equal(forced.code, 0);
      assert.equal(read("out/run.sh"), targets.container.render(newest({ size: "xl" }))[0]!.content);
    });

    it("refuses a folder with files of somebody else's under the same names, for machines too", async () => {
      writeFileSync(join(folder, "compose.yaml"), "services: {}\n");
      writeFileSync(join(folder, ".env"), "PGSQL_AUTH_PASSWORD=mine\n");
      const refused = await render("--type", "compose", "--out", ".", "--json");
      assert.equal(refused.code, 2);
      assert.match(
        JSON.parse(refused.stdout).error,
        /^These files in \. were not rendered, .*:\n {2}compose\.yaml\nThey would be lost\./,
      );
      assert.deepEqual(list("."), [".env", "compose.yaml"]);
      await render("--type", "compose", "--out", ".", "--force");
      assert.match(read(".env"), /^PGSQL_AUTH_PASSWORD=mine\n/);
    });

    it("refuses a file where the folder is to be, and a record that it did not write", async () => {
      writeFileSync(join(folder, "file"), "mine\n");
      const file = await render("--type", "container", "--out", "file");
      assert.deepEqual(
        [file.code, file.stderr],
        [2, "--out file: found a file; allowed: a folder, which may still be to be made.\n"],
      );
      const records = ["{", "[]", "null", '{"run.sh": 1}', '{"files": {}}', '{"../file": "0"}', '{"/etc/file": "0"}'];
      await Promise.all(
        records.map(async (record, index) => {
          const out = `out-${index}`;
          mkdirSync(join(folder, out));
          writeFileSync(join(folder, out, recordFile), record);
          const { code, stderr } = await render("--type", "container", "--out", out);
          assert.equal(code, 2, record);
          assert.match(stderr, /^out-\d\/\.rendered\.json: found something that sgdist did not write; allowed: /);
          assert.deepEqual(list(out), [recordFile]);
        }),
      );
      assert.equal(read("file"), "mine\n");
    });
  });

  describe("is refused with what is allowed", () => {
    for (const [what, args, message] of [
      [
        "all that is wrong with what is asked for",
        ["--type", "compose", "--size", "xxl", "--namespace", "two", "--replicas", "a", "--replicas", "gitserver=0"],
        /^--size: .*\n--namespace: .*\n--replicas a: .*\n--replicas gitserver=0: .*\n$/,
      ],
      [
        "an option that there is not",
        ["--type", "compose", "--sise", "s"],
        /error: unknown option '--sise'\n\(Did you mean --size\?\)/,
      ],
    ] as [string, string[], RegExp][]) {
      it(what, async () => {
        const { code, stdout, stderr } = await render(...args);
        assert.deepEqual([code, stdout], [2, ""]);
        assert.match(stderr, message);
        assert.doesNotMatch(stderr, /\n\s+at /, "no stack");
      });
    }

    it("and as JSON for machines", async () => {
      const { code, stdout, stderr } = await render("--type", "compose", "--version", "7.9.0", "--json");
      assert.deepEqual([code, stderr], [2, ""]);
      assert.match(JSON.parse(stdout).error, /^There is no version 7\.9\.0\./);
    });
  });
});
