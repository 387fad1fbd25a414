/** Why something would change, and whether somebody should decide on it before the first update. */
export interface Reason {
  readonly why: string;
  readonly decide?: true;
}

/** Why properties change, by type and the first part of their path. */
const ofProperties: Record<string, Record<string, Reason>> = {
  Project: {
    folderId: {
      why: "It moves into its folder: access and policies of the old place end, those of the new one begin.",
      decide: true,
    },
    orgId: { why: "It is in a folder from then on, and no more right under the organisation." },
    billingAccount: { why: "It is paid by the billing account of organization.yaml.", decide: true },
    name: { why: "The name for people follows the specification; ID and number stay." },
    labels: { why: "Labels tell costs apart. Labels of other names stay." },
    deletionPolicy: { why: "The engine refuses to delete what isn't disposable." },
    autoCreateNetwork: { why: "It only matters when a project is made." },
  },
  Budget: {
    displayName: { why: "A budget is called after what it counts." },
    amount: { why: "The amount is that of the specification.", decide: true },
    thresholdRules: { why: "Every budget tells at 50, 80 and 100 % spent, 100 and 120 % forecast." },
    allUpdatesRule: { why: "It tells the owners, and what limits spending." },
    budgetFilter: { why: "It counts the same; how that is written differs." },
  },
  NotificationChannel: { displayName: { why: "A channel is called after whom it tells." } },
  Contact: {
    notificationCategorySubscriptions: { why: "Owners and the platform team are told of these." },
    languageTag: { why: "Messages are in English." },
  },
  Folder: {
    deletionProtection: { why: "The engine refuses to delete a folder." },
    displayName: { why: "The name follows the specification." },
  },
};

/** Why things are made, by type. */
const ofMaking: Record<string, Reason> = {
  Budget: { why: "Nothing there counts it alone, month by month." },
  Contact: { why: "Nobody there is told for this address." },
  NotificationChannel: { why: "Budgets tell people by channels." },
  Lien: { why: "What is protected can't be deleted before its lien is lifted. Other liens stay." },
  Service: { why: "The API is off, and is needed. Others stay on." },
  DefaultServiceAccounts: {
    why: "Takes the role Editor from the default service account: what runs as that needs roles of its own before.",
    decide: true,
  },
  IAMMember: { why: "The role of the specification. Other grants stay." },
  Network: { why: "Environments have a network of their own. Other networks stay." },
  Subnetwork: { why: "It belongs to the environment's own network." },
  Router: { why: "It belongs to the environment's own network." },
  RouterNat: { why: "It belongs to the environment's own network." },
  Firewall: { why: "It belongs to the environment's own network." },
};

/** Why a property of a type changes, or, without a path, why one is made. `type`: its short name. */
export function reasonFor(type: string, path: string | undefined): Reason {
  if (path === undefined)
    return ofMaking[type] ?? { why: "The specification asks for it, and nothing like it is there." };
  return ofProperties[type]?.[path.split(".")[0]!] ?? { why: "The specification says so." };
}
