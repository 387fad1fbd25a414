import { isObject, type Properties } from "../../grpc/values.ts";

/** How Pulumi's protocol marks values that are more than plain data. */
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const assetSignatures = ["c44067f5952c0a294b673a41bacd8c17", "0def7320c3a5731c473e5ecbe6d01bc7"];

const isSecret = (value: unknown): value is Properties => isObject(value) && value[signature] === secretSignature;

const secret = (value: unknown): unknown =>
  isSecret(value) ? value : { [signature]: secretSignature, value: reveal(value) };

/** Whether a value is or holds a secret. */
export function holdsSecret(value: unknown): boolean {
  if (isSecret(value)) return true;
  if (value === null || typeof value !== "object") return false;
  return Object.values(value).some(holdsSecret);
}

/**
 * The plain data of a value, without marks of secrets and without members that are null, as the official provider
 * leaves them out.
 */
function reveal(value: unknown): unknown {
  if (isSecret(value)) return reveal(value.value);
  if (Array.isArray(value)) return value.map(reveal);
  if (!isObject(value)) return value;
  if (assetSignatures.includes(value[signature] as string)) {
    throw new Error("a file or archive of Pulumi was given: Kubernetes takes plain data, such as the text of the file");
  }
  const members = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, reveal(member)]));
}

export const revealed = (value: Properties): Properties => reveal(value) as Properties;

/**
 * Marks in plain data what was secret in the inputs it came from; the data of a Secret always is. Of a list with a secret
 * in it, the whole is one, as elements may have moved.
 */
export function markSecrets(data: Properties, inputs: unknown): Properties {
  const marked: Properties = { ...data };
  if (data.kind === "Secret") {
    for (const name of ["data", "stringData"]) if (name in data) marked[name] = secret(data[name]);
    return marked;
  }
  if (!isObject(inputs)) return marked;
  for (const [name, input] of Object.entries(inputs)) {
    const value = data[name];
    if (value === undefined) continue;
    if (isObject(value) && isObject(input) && !isSecret(input)) marked[name] = markSecrets(value, input);
    else if (holdsSecret(input)) marked[name] = secret(value);
  }
  return marked;
}

/** The texts in inputs that must never be shown. */
export function secretTexts(inputs: Properties): string[] {
  const texts: string[] = [];
  const collect = (value: unknown, hidden: boolean): void => {
    if (isSecret(value)) collect(value.value, true);
    else if (value !== null && typeof value === "object")
      for (const each of Object.values(value)) collect(each, hidden);
    // Shorter ones would black out half of any sentence.
    else if (hidden && typeof value === "string" && value.length >= 4) texts.push(value);
  };
  collect(markSecrets(inputs, inputs), false);
  return texts.toSorted((a, b) => b.length - a.length);
}

/** Takes texts that must not be shown out of a sentence, as they are and as Kubernetes encodes them. */
export function withoutSecrets(sentence: string, texts: string[]): string {
  return texts
    .flatMap((text) => [text, Buffer.from(text).toString("base64")])
    .reduce((at, text) => at.replaceAll(text, "[secret]"), sentence);
}
