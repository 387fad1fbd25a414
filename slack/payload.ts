/** What Slack sent: a command that somebody wrote, or a button that somebody pressed. */
export type Payload = {
  /** The ID of the workspace. */
  readonly team: string;
  /** The ID of the member. Never the name, which anybody may choose. */
  readonly user: string;
  /** Where more can be answered, within 30 minutes. */
  readonly responseUrl: string;
} & (
  | { readonly kind: "command"; readonly text: string }
  | { readonly kind: "press"; readonly action: string; readonly value: unknown }
);

/** The parts of an interaction that are in use: https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
interface Interaction {
  type?: unknown;
  team?: { id?: unknown } | null;
  user?: { id?: unknown; team_id?: unknown } | null;
  response_url?: unknown;
  actions?: { action_id?: unknown; value?: unknown }[];
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** The one value of a field; undefined where it isn't there, or more than once. */
function only(form: URLSearchParams, name: string): string | undefined {
  const [value, ...more] = form.getAll(name);
  return more.length === 0 ? value : undefined;
}

function pressOf(json: string): Payload | undefined {
  let read: Interaction;
  try {
    read = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (typeof read !== "object" || read === null || read.type !== "block_actions") return undefined;
  if (!Array.isArray(read.actions) || read.actions.length !== 1) return undefined;
  const { action_id: action, value } = read.actions[0] ?? {};
  return {
    kind: "press",
    team: text(read.team?.id),
    user: text(read.user?.id),
    responseUrl: text(read.response_url),
    action: text(action),
    value,
  };
}

/** Reads the body of a request; undefined where it is nothing that is known here. */
export function parsePayload(body: Uint8Array): Payload | undefined {
  const form = new URLSearchParams(Buffer.from(body).toString("utf8"));
  const json = only(form, "payload");
  if (json !== undefined) return pressOf(json);
  if (only(form, "command") !== "/sgdist") return undefined;
  const [team, user, responseUrl, asked] = ["team_id", "user_id", "response_url", "text"].map((name) =>
    only(form, name),
  );
  if (team === undefined || user === undefined) return undefined;
  return { kind: "command", team, user, responseUrl: responseUrl ?? "", text: asked ?? "" };
}
