import { createHash } from "node:crypto";
import type { Properties } from "../../grpc/values.ts";
import type { Context } from "../core/resource.ts";

type Answer = (context: Context, args: Properties) => Promise<Properties>;

async function getBillingAccount({ client }: Context, args: Properties): Promise<Properties> {
  const id = String(args.billingAccount).replace("billingAccounts/", "");
  const account = await client.request("cloudbilling.googleapis.com", "GET", `/v1/billingAccounts/${id}`);
  if (args.open !== undefined && account.open !== args.open) throw new Error(`billing account ${id} is closed`);
  return {
    ...args,
    id,
    name: account.name,
    displayName: account.displayName,
    open: account.open,
    currencyCode: account.currencyCode,
    projectIds: [],
  };
}

const storage = "storage.googleapis.com";

async function getBucketObjectContent({ client }: Context, args: Properties): Promise<Properties> {
  const path = `/storage/v1/b/${args.bucket}/o/${encodeURIComponent(String(args.name))}`;
  const object = await client.request(storage, "GET", path);
  const content = await client.download(storage, `${path}?alt=media`);
  const digest = createHash("sha512").update(content);
  return {
    ...args,
    id: `${args.bucket}-${args.name}`,
    content,
    contentBase64: Buffer.from(content).toString("base64"),
    contentHexsha512: digest.copy().digest("hex"),
    contentBase64sha512: digest.digest("base64"),
    contentType: object.contentType,
    crc32c: object.crc32c,
    generation: Number(object.generation),
    md5hash: object.md5Hash,
    mediaLink: object.mediaLink,
    metadata: object.metadata ?? {},
    outputName: object.name,
    selfLink: object.selfLink,
    storageClass: object.storageClass,
  };
}

async function getProjectServiceAccount({ client }: Context, args: Properties): Promise<Properties> {
  const { email_address: emailAddress } = await client.request(
    storage,
    "GET",
    `/storage/v1/projects/${args.project}/serviceAccount`,
  );
  return { ...args, id: emailAddress, emailAddress, member: `serviceAccount:${emailAddress}` };
}

async function getSecretVersionAccess({ client }: Context, args: Properties): Promise<Properties> {
  const version = args.version ?? "latest";
  const secret = String(args.secret).startsWith("projects/")
    ? args.secret
    : `projects/${args.project}/secrets/${args.secret}`;
  const { name, payload } = await client.request(
    "secretmanager.googleapis.com",
    "GET",
    `/v1/${secret}/versions/${version}:access`,
  );
  const { data } = payload as { data: string };
  return {
    ...args,
    id: name,
    name,
    version: String(name).split("/").at(-1),
    secretData: args.isSecretDataBase64 ? data : Buffer.from(data, "base64").toString(),
  };
}

/** The functions (data sources) that the stand-in knows, by token. */
export const functions: ReadonlyMap<string, Answer> = new Map([
  ["gcp:organizations/getBillingAccount:getBillingAccount", getBillingAccount],
  ["gcp:secretmanager/getSecretVersionAccess:getSecretVersionAccess", getSecretVersionAccess],
  ["gcp:storage/getBucketObjectContent:getBucketObjectContent", getBucketObjectContent],
  ["gcp:storage/getProjectServiceAccount:getProjectServiceAccount", getProjectServiceAccount],
]);
