/** What a read came to: what was read, or how Google refused it. */
export type Read<T> = { value: T } | { refused: Refusal };

/** Why something couldn't be read. `code`: the HTTP status; 0 where nothing answered or nobody is logged in. */
export interface Refusal {
  code: number;
  reason: string;
  message: string;
}

/** A rule of an organisation policy as it is in force. */
export interface PolicyRule {
  values?: { allowedValues?: string[]; deniedValues?: string[] };
  allowAll?: boolean;
  denyAll?: boolean;
  enforce?: boolean;
  condition?: { expression?: string };
  parameters?: Record<string, unknown>;
}

/** With what credentials Google is called. */
export interface Credentials {
  /** `token`: one in GOOGLE_OAUTH_ACCESS_TOKEN, of which nothing else is known. `none`: nobody is logged in. */
  kind: "token" | "user" | "other" | "none";
  /** What calls of a user are charged to. */
  quotaProject?: string;
  /** Whether the engine's provider is told to charge that project as well. */
  engineCharges: boolean;
}

/** Where the state of the bootstrap stack is, and what it knows. */
export interface StateFacts {
  /** `unreadable`: its bucket is there, and the caller may not read it. */
  at: "nowhere" | "first" | "home" | "unreadable";
  backend: string;
  /** Whether it is in its bucket for good, and nowhere else. */
  moved: boolean;
  /** The IDs of the projects in it. */
  projects: readonly string[];
  /** Whether it can be decrypted where it is: with a passphrase that is gone it can't. */
  decryptable: boolean;
}

/** Everything that is read before the first change, as plain data. */
export interface Facts {
  /** Milliseconds since the epoch, by this machine's clock and by Google's. */
  now: number;
  googleTime?: number;
  credentials: Credentials;
  organization: Read<{ displayName?: string; directoryCustomerId?: string; state?: string }>;
  /** The needed permissions that the caller has, on the organisation and on the billing account. */
  organizationPermissions: Read<readonly string[]>;
  billingPermissions: Read<readonly string[]>;
  billing: Read<{ open?: boolean; currencyCode?: string; parent?: string }>;
  /** The IDs of the projects that are linked to the billing account. */
  linked: Read<readonly string[]>;
  /** The planned projects of the bootstrap stack, by ID. */
  projects: Readonly<Record<string, Read<{ state: string; parent?: string }>>>;
  /** The folders right under the organisation that have the name of the planned one. */
  folders: Read<readonly string[]>;
  buckets: Readonly<Record<string, Read<object>>>;
  /** The roles of the organisation's own, by ID. */
  roles: Readonly<Record<string, Read<{ deleted?: boolean }>>>;
  /** What is in force on the organisation, by constraint. */
  policies: Readonly<Record<string, Read<readonly PolicyRule[]>>>;
  /** The constraints that somebody set a policy for, on the organisation itself. */
  setPolicies: Read<readonly string[]>;
  /** Whether APIs are enabled in the quota project, by API; empty without one. */
  services: Readonly<Record<string, Read<boolean>>>;
  /** Whether the caller may charge the quota project; undefined without one. */
  mayCharge?: Read<boolean>;
  /** The groups of the teams, by address. Not read where nobody serves Cloud Identity. */
  groups: Readonly<Record<string, Read<object>>>;
  /** What GitHub says of the repository; undefined where it wasn't asked. */
  repository?: Read<{ id: string; ownerId: string }>;
  state: StateFacts;
  /** What the console shows and no API tells: how many more there may be. */
  told: { projectsLeft?: number; linksLeft?: number };
}

/** Something that is short, that couldn't be found out, or that is to be known. */
export interface Finding {
  /** Stable, for machines: "billing-closed". */
  kind: string;
  /** `short`: nothing is begun before it is mended. `unknown`: nobody could look. `note`: to be known. */
  verdict: "short" | "unknown" | "note";
  needed: string;
  found: string;
  why: string;
  /** The command, or the step in the console, that mends it. */
  mend: string;
}

/** The value of a read, if there is one. */
export const answerOf = <T>(read: Read<T> | undefined): T | undefined =>
  read && "value" in read ? read.value : undefined;

/** The refusal of a read, if it was refused. */
export const refusalOf = (read: Read<unknown> | undefined): Refusal | undefined =>
  read && "refused" in read ? read.refused : undefined;

/** A refusal in a few words. */
export const refusalText = ({ code, message }: Refusal): string => (code === 0 ? message : `${code} ${message}`);

/** Whether a call was refused because an API isn't enabled in the project that it is charged to. */
export const isDisabled = ({ reason }: Refusal): boolean => /^(?:SERVICE_DISABLED|accessNotConfigured)$/.test(reason);

/** Whether a call was refused because the caller may not charge the project. */
export const isDenied = ({ reason }: Refusal): boolean =>
  /^(?:USER_PROJECT_DENIED|userProjectAccessDenied)$/.test(reason);

/**
 * Whether a refusal says something of the caller's login or quota project, and nothing of what was asked for. That is told
 * once, and not of everything that was asked for.
 */
export const isOfCaller = (refusal: Refusal): boolean =>
  refusal.code === 401 || refusal.code === 0 || isDisabled(refusal) || isDenied(refusal);
