import assert from "node:assert/strict";
import { describeProblem } from "../../spec/problem.ts";
import { goodFiles, problemsOf, publicFiles, replace } from "../support/specification.ts";

const organization = "organization.yaml";

/** A mistake: what is there, what is written instead, and the whole messages. */
type Mistake = [what: string, from: string, to: string, ...messages: string[]];

const mistakes: Mistake[] = [
  [
    "a domain that is none",
    "  production: example.net\n",
    "  production: Example\n",
    'organization.yaml:49: dns.production: found "Example"; allowed: the domain of public environments in production, such as example.com, of at most 42 characters.',
  ],
  [
    "a domain that leaves no room for a name",
    "  production: example.net\n",
    `  production: ${"a".repeat(20)}.${"b".repeat(19)}.com\n`,
    `organization.yaml:49: dns.production: found "${"a".repeat(20)}.${"b".repeat(19)}.com"; allowed: the domain of public environments in production, such as example.com, of at most 42 characters.`,
  ],
  [
    "a tier that is none",
    "  production: example.net\n",
    "  staging: example.net\n",
    'organization.yaml:49: dns.staging: found the unknown key "staging"; allowed: production, nonproduction.',
  ],
  [
    "a public kind without a domain for its tier",
    "  nonproduction: dev.example.net\n",
    "",
    "organization.yaml:73: kinds.dynamic.exposure: found public; allowed: internal, as long as there is no domain dns.nonproduction. Add the domain under which people reach nonproduction environments.",
  ],
  [
    "domains without a project that holds their zones",
    "  dns: { id: tst-dns-v8pm, budget: 50 }\n",
    "",
    "organization.yaml:78: projects: found no project dns; allowed: a shared project dns, which holds the zones of the domains in dns. Add one to projects and to ledger.yaml, or leave dns out.",
    "ledger.yaml:4: tst-dns-v8pm: found tst-dns-v8pm, whose shared dns is in no file; allowed: the file of a protected shared until its ID has been retired. Bring it back.",
  ],
  [
    "the same domain for both tiers",
    "  nonproduction: dev.example.net\n",
    "  nonproduction: example.net\n",
    'organization.yaml:49: dns.production: found "example.net", which is also the domain of nonproduction; allowed: a domain that only the deployer of production can write names in. Give nonproduction a domain of its own, or one inside that of production.',
  ],
  [
    "production inside the domain of nonproduction",
    "  production: example.net\n",
    "  production: live.dev.example.net\n",
    'organization.yaml:49: dns.production: found "live.dev.example.net", which is inside the domain of nonproduction; allowed: a domain that only the deployer of production can write names in. Give nonproduction a domain of its own, or one inside that of production.',
  ],
  [
    "an exposure that there is not",
    "    exposure: public\n    timeToLive",
    "    exposure: everybody\n    timeToLive",
    'organization.yaml:74: kinds.dynamic.exposure: found "everybody"; allowed: whether people reach its environments from the internet, under NAME.DOMAIN by HTTPS (default: internal): internal or public.',
  ],
  [
    "an availability that there is not",
    "    exposure: public\n    timeToLive",
    "    cluster: { availability: global }\n    timeToLive",
    'organization.yaml:74: kinds.dynamic.cluster.availability: found "global"; allowed: where control planes and nodes of Kubernetes are, in three zones or one (default: regional in production): regional or zonal.',
  ],
  [
    "snapshots without a unit",
    "    exposure: public\n    timeToLive",
    "    snapshots: 14\n    timeToLive",
    "organization.yaml:74: kinds.dynamic.snapshots: found 14; allowed: a number of days from 1d to 999d.",
  ],
];

describe("the exposure of environments", () => {
  it("is a matter of choice", () => {
    assert.deepEqual(problemsOf(publicFiles()), []);
  });

  for (const [what, from, to, ...messages] of mistakes) {
    it(`refuses ${what}`, () => {
      const problems = problemsOf(replace(publicFiles(), organization, from, to)).map(describeProblem);
      assert.deepEqual(problems.toSorted(), messages.toSorted());
    });
  }

  it("refuses a project for domains that there are none of", () => {
    const files = replace(
      goodFiles(),
      organization,
      "projects:\n",
      "projects:\n  dns: { id: tst-seed-k7m3, budget: 50 }\n",
    );
    assert.match(
      problemsOf(files).map(describeProblem).join("\n"),
      /projects\.dns: found a project for domains without any; allowed: domains in dns, or no project dns\./,
    );
  });

  it("refuses domains that are none at all", () => {
    const domains = "  production: example.net\n  nonproduction: dev.example.net\n";
    const files = replace(publicFiles(), organization, `dns:\n${domains}`, "dns: {}\n");
    assert.match(problemsOf(files).map(describeProblem).join("\n"), /:48: dns: found no domain; allowed: a domain for/);
  });

  it("refuses a public name that is the other tier's domain", () => {
    const files = replace(
      replace(
        publicFiles(),
        organization,
        "    deletion: protected\n",
        "    deletion: protected\n    exposure: public\n",
      ),
      organization,
      "dev.example.net",
      "live.example.net",
    );
    assert.deepEqual(problemsOf(files).map(describeProblem), [
      'environments/live.yaml:1: name: found "live", whose public name live.example.net is a domain of dns; allowed: a name that makes a public name of its own.',
    ]);
  });
});
