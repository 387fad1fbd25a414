import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { advise, kindsFor } from "../../policies/advise/advise.ts";
import { type Description, descriptionSchema, parseDescription } from "../../policies/advise/description.ts";
import { loadSpecification, readFiles } from "../../spec/load.ts";
import { UserError } from "../../spec/problem.ts";
import type { Specification } from "../../spec/specification.ts";
import { projectRoot, today } from "../context.ts";
import { adviceText } from "../output/advice.ts";

/** The options of `guideline advise`. */
export interface AdviseOptions {
  /** A file with the description as JSON; "-": standard input. */
  from?: string;
  json?: boolean;
}

/** Where a file is read from, "-" being standard input. */
function readDescription(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw new UserError(`--from ${file}: can't be read (${(error as Error).message}).`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`--from ${file}: found what is no JSON (${(error as Error).message}).`);
  }
}

/** Asks for what decides. */
async function ask(specification: Specification): Promise<Description> {
  const { organization, environments } = specification;
  const prompts = await import("@clack/prompts");
  const answered = <T>(answer: T): Exclude<T, symbol> => {
    if (!prompts.isCancel(answer)) return answer as Exclude<T, symbol>;
    prompts.cancel("Stopped.");
    throw new UserError("Not all questions were answered, so there is no advice.");
  };
  const text = async (message: string, member: keyof typeof descriptionSchema.shape, placeholder: string) =>
    answered(
      await prompts.text({
        message,
        placeholder,
        validate: (value) => descriptionSchema.shape[member].safeParse(value ?? "").error?.issues[0]?.message,
      }),
    );
  const select = async (message: string, options: { value: string; label: string }[]): Promise<string> =>
    answered(await prompts.select({ message, options }));
  const teams = Object.entries(organization.teams).map(([value, { name }]) => ({ value, label: name }));
  const yes = async (message: string) => answered(await prompts.confirm({ message, initialValue: false }));

  const name = await text("What is it called?", "name", "initech");
  const what = await text("What is it, in a line?", "what", "A replica of Initech's Sourcegraph, to try upgrades on.");
  const purpose = await select("What is it for?", [
    { value: "application", label: "an application, or a part of one" },
    { value: "ci", label: "building and testing" },
    { value: "keys", label: "keys that encrypt what others keep" },
    { value: "logs", label: "logs that others may not change" },
    { value: "state", label: "the state of this program, or who may change it" },
    { value: "billing-export", label: "what Google tells of costs" },
    { value: "domains", label: "domain names" },
  ]);
  const owner = await select("Which team owns it?", teams);
  if (purpose !== "application") return parseDescription({ name, what, purpose, owner }, specification);

  const none = "";
  const application = await text("Which application does it belong to?", "application", "sourcegraph");
  const partOf = await select("Is it a part of an environment that there is?", [
    { value: none, label: "no" },
    ...[...environments.keys()].map((value) => ({ value, label: value })),
  ]);
  const environment =
    partOf === none
      ? await select("Who depends on it?", [
          { value: "production", label: "customers: production" },
          { value: "non-production", label: "we ourselves: non-production" },
          { value: "dynamic", label: "somebody, for some days: dynamic" },
        ])
      : undefined;
  const kinds =
    partOf === none ? kindsFor({ environment: environment as Description["environment"] }, specification) : [];
  const kind =
    kinds.length > 1
      ? await select(
          "Of which kind is it?",
          kinds.map((value) => ({ value, label: value })),
        )
      : undefined;
  const dataOwner = await select("Whose data does it keep?", teams);
  const retention = (await yes("Is it laid down how long its data must be kept?"))
    ? await text("For how long?", "retention", "400d")
    : undefined;
  const access = answered(
    await prompts.multiselect({ message: "Which other teams need access to it?", options: teams, required: false }),
  );
  const heavy = await yes("May it use up a quota, or take others down with it?");
  const described = {
    name,
    what,
    application,
    owner,
    ...(partOf !== none && { partOf }),
    ...(environment && { environment }),
    ...(kind && { kind }),
    ...(dataOwner !== owner && { dataOwner }),
    ...(retention && { retention }),
    access: access.filter((team) => team !== owner),
    heavy,
  };
  return parseDescription(described, specification);
}

/** The command guideline advise: where a workload belongs. */
export async function adviseOn({ from, json }: AdviseOptions): Promise<void> {
  const root = projectRoot();
  const specification = loadSpecification(root, today());
  if (from === undefined && !process.stdin.isTTY) {
    throw new UserError(
      "There is nobody to ask: name a file with a description, --from FILE, or - for standard input.",
    );
  }
  const description =
    from === undefined ? await ask(specification) : parseDescription(readDescription(from), specification);
  const advice = advise(description, {
    specification,
    files: readFiles(root),
    today: today(),
    random: (below) => randomInt(below),
  });
  console.log(json ? JSON.stringify(advice, null, 2) : adviceText(advice));
}
