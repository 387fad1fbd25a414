/** What to do about a failure, by what the engine or Google said. */
const remedies: [pattern: RegExp, remedy: string][] = [
  [
    /v[13]\/projects: 409 |alreadyExists.*project/i,
    "The project ID is taken, by you or by somebody else; IDs are never given out again, not after a deletion either. " +
      "If the project is there and yours, `sgdist adopt plan` takes it over; otherwise choose another ID: `sgdist env new` " +
      "does, and the ledger keeps it.",
  ],
  [
    /billing.*quota exceeded|billingInfo.*Precondition check failed/i,
    "The billing account may not be linked to more projects. Unlink projects that are gone, or ask Google for more.",
  ],
  [/allotted project quota/, "No more projects may be made. Deleted ones count for 30 days. Ask Google for more."],
  [
    /display name uniqueness/,
    "A folder with this name is already there. If it is yours, `sgdist adopt import` with the name of this stack takes it " +
      "over; otherwise rename one.",
  ],
  [/the engine was ended by/, "Run the same command again: it takes up where this one ended."],
  [
    /ABORTED|concurrent (?:policy )?changes/i,
    "Somebody changed the same thing at the same time. Run the same command again.",
  ],
  [
    /409 |already exists|alreadyExists/i,
    "It is already there, and not from a run of this stack. If it is yours, adopt it with `pulumi import`; otherwise " +
      "remove or rename one of the two.",
  ],
  [
    /SERVICE_DISABLED|has not been used in project/,
    "An API is not enabled or not ready. Run the same command again in a few minutes.",
  ],
  [/billing account.*is not found|billing must be enabled/i, "Link the project to a billing account that is open."],
  [/ 401 |UNAUTHENTICATED/, "Log in again: `gcloud auth application-default login`."],
  [/ 403 |PERMISSION_DENIED/, "Ask for the missing role, or check who you are with `gcloud auth list`."],
  [/ 429 |RESOURCE_EXHAUSTED/, "Google wants fewer requests. Run the same command again in a minute."],
  [/ 50[0234] |UNAVAILABLE/, "Google has a fault of its own. Run the same command again later."],
  [
    /deletionPolicy|deletionProtection|is protected|protect/,
    "It is protected. To take it down on purpose, retire it first: see `sgdist env retire --help`.",
  ],
  [
    /ECONNREFUSED|ENOTFOUND|no answer/,
    "Nothing answers. Check the network, or start the local cloud: `sgdist local up`.",
  ],
];

/** Whether an error says itself what to do, as that of a guideline does. */
const hasRemedy = (error: string): boolean => /^\s*→ /m.test(error);

/** What to do about errors; each remedy once, in the order of the errors. */
export function remediesFor(errors: readonly string[]): string[] {
  const unhelped = errors.filter((error) => !hasRemedy(error));
  const found = unhelped.map((error) => remedies.find(([pattern]) => pattern.test(error))?.[1]);
  return [...new Set(found.filter((remedy) => remedy !== undefined))];
}
