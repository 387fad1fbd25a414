import assert from "node:assert/strict";
import { describeProblem } from "../../spec/problem.ts";
import { file, followFiles, sha } from "../support/dogfood.ts";
import { previewFiles, slotFile } from "../support/previews.ts";
import { goodFiles, problemsOf, replace } from "../support/specification.ts";

const [a, b] = [sha("a"), sha("b")];
const found = (files: Map<string, string>) => problemsOf(files).map(describeProblem);
const quiet = (text: string) => `  quietHours:\n    - ${text}\n`;
const good = '{ days: [mon, sun], from: "22:00", to: "06:00", zone: Europe/London }';

describe("what an environment follows", () => {
  for (const [what, commit, more] of [
    ["a branch alone", undefined, ""],
    [
      "quiet hours in several zones",
      undefined,
      quiet(good) + quiet(good.replace("Europe/London", "UTC")).split("\n").slice(1).join("\n"),
    ],
    ["whole days", undefined, quiet('{ days: [sat], from: "00:00", to: "24:00", zone: America/Argentina/Ushuaia }')],
    ["a pause", a, '  paused: { by: "github-actions[bot]", since: 2026-11-22T10:00:00Z, reason: A demo. }\n'],
    ["what was good and bad", a, `  patience: 90m\n  good: [${a}]\n  bad: [${b}]\n`],
  ] as const) {
    it(`may be ${what}`, () => assert.deepEqual(found(followFiles(commit, more)), []));
  }

  const at = `${file}:15: follow`;
  const zone = "a time zone such as Europe/London or UTC";
  const mistakes: [what: string, more: string, message: string][] = [
    [
      "a zone that there isn't",
      quiet(good.replace("London", "Londn")),
      `${file}:16: follow.quietHours[0].zone: found "Europe/Londn"; allowed: ${zone}.`,
    ],
    [
      "an offset for a zone",
      quiet(good.replace("Europe/London", '"+01:00"')),
      `${file}:16: follow.quietHours[0].zone: found "+01:00"; allowed: ${zone}.`,
    ],
    [
      "a day in words",
      quiet(good.replace("mon", "monday")),
      `${file}:16: follow.quietHours[0].days[0]: found "monday"; allowed: a day of the week: mon, tue, wed, thu, fri, sat or sun.`,
    ],
    [
      "no day",
      quiet(good.replace("mon, sun", "")),
      `${file}:16: follow.quietHours[0].days: found a list of 0; allowed: at least one day of the week.`,
    ],
    [
      "a time without quotation marks",
      quiet(good.replace('"22:00"', "22")),
      `${file}:16: follow.quietHours[0].from: found 22; allowed: a time of day from 00:00 to 23:59, in quotation marks.`,
    ],
    [
      "an end at its beginning",
      quiet(good.replace("06:00", "22:00")),
      `${file}:16: follow.quietHours[0].to: found "22:00"; allowed: another time than 22:00; the whole day is from "00:00" to "24:00".`,
    ],
    ["no patience", "  patience: 0m\n", `${at}.patience: found "0m"; allowed: minutes from 1m to 999m.`],
    [
      "a pause by nobody",
      '  paused: { by: "", since: 2026-11-22T10:00:00Z, reason: A demo. }\n',
      `${at}.paused.by: found ""; allowed: the GitHub login of who paused it.`,
    ],
    [
      "a moment of a pause that there can't be",
      "  paused: { by: ada, since: 2026-02-30T10:00:00Z, reason: A demo. }\n",
      `${at}.paused.since: found "2026-02-30T10:00:00Z"; allowed: a moment that is in the calendar, such as 2026-12-31T10:00:00Z.`,
    ],
    [
      "more good commits than are remembered",
      `  good: [${Array.from({ length: 11 }, (_, index) => `"${String(index).padStart(40, "a")}"`).join(", ")}]\n`,
      `${at}.good: found a list of 11; allowed: the last commits that became healthy, newest first; \`sgdist dogfood follow\` writes it: a list of at most 10 commits.`,
    ],
    [
      "a commit that is good and bad",
      `  good: [${b}]\n  bad: [${b}]\n`,
      `${at}.good[0]: found "${b}"; allowed: a commit that is not in follow.bad.`,
    ],
    [
      "an unknown key",
      "  pause: true\n",
      `${at}.pause: found the unknown key "pause"; allowed: repository, branch, patience, quietHours, paused, good, bad. Did you mean paused?`,
    ],
  ];
  for (const [what, more, message] of mistakes) {
    it(`is refused with ${what}`, () => assert.deepEqual(found(followFiles(undefined, more)), [message]));
  }

  it("is refused with a commit that failed, until somebody takes that out", () => {
    assert.deepEqual(found(followFiles(a, `  bad: [${a}]\n`)), [
      `${file}:10: deployment.commit: found "${a}"; allowed: a commit that is not in follow.bad. To try it again, take it out of follow.bad.`,
    ]);
  });

  it("is refused beside a release", () => {
    assert.deepEqual(found(replace(followFiles(), file, "version: main", "version: 7.5.4453")), [
      `${file}:9: deployment.version: found 7.5.4453; allowed: main, as what follows a branch runs its commits.`,
    ]);
  });

  it("is refused in production", () => {
    const live = "environments/live.yaml";
    const files = goodFiles();
    files.set(live, `${files.get(live)}follow: { repository: example/product, branch: main }\n`);
    assert.deepEqual(found(files), [
      `${live}:11: follow: found the kind production; allowed: a kind of the tier nonproduction: production runs releases.`,
    ]);
  });

  it("is refused in a slot for preview environments", () => {
    const slot = slotFile("preview-1");
    const files = previewFiles();
    files.set(slot, `${files.get(slot)}follow: { repository: example/product, branch: main }\n`);
    assert.deepEqual(found(files), [
      `${slot}:11: follow: found a slot for preview environments; allowed: another environment: a slot runs what its lease says.`,
    ]);
  });
});
