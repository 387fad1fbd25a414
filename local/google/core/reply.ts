/** A reply that is more than JSON with status 200. */
export class HttpReply {
  readonly status: number;
  readonly body: Buffer | object | undefined;
  readonly headers: Record<string, string | string[]>;

  /** `body`: bytes, JSON data, or nothing. */
  constructor(status: number, body?: Buffer | object, headers: Record<string, string | string[]> = {}) {
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** What a method answers: JSON data with status 200, or a reply of another kind. */
export type Reply = object | HttpReply;

interface Mask {
  [member: string]: Mask | true;
}

/** Parses a `fields` parameter: "a,b/c,d(e,f)". */
function parseFields(text: string): Mask {
  let at = 0;
  const list = (): Mask => {
    const mask: Mask = {};
    while (at < text.length && text[at] !== ")") {
      const name = /^[\w.*-]+/.exec(text.slice(at))?.[0] ?? "";
      at += Math.max(1, name.length);
      if (text[at] === "/") {
        at++;
        const start = at;
        let depth = 0;
        while (at < text.length && !(depth === 0 && /[,)]/.test(text[at]!))) {
          if (text[at] === "(") depth++;
          if (text[at] === ")") depth--;
          at++;
        }
        mask[name] = parseFields(text.slice(start, at));
      } else if (text[at] === "(") {
        at++;
        mask[name] = list();
        at++;
      } else if (name) mask[name] = true;
      if (text[at] === ",") at++;
    }
    return mask;
  };
  return list();
}

function select(value: unknown, mask: Mask): unknown {
  if (Array.isArray(value)) return value.map((item) => select(item, mask));
  if (value === null || typeof value !== "object") return value;
  const out: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    const rule = mask[key] ?? mask["*"];
    if (rule) out[key] = rule === true ? member : select(member, rule);
  }
  return out;
}

/** The part of a reply that a `fields` parameter asks for. */
export function partial(value: object, fields: string | null): object {
  return fields ? (select(value, parseFields(fields)) as object) : value;
}
