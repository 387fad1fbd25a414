import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import proto from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { engineLog } from "../grpc/log.ts";
import { detailed, message, plain } from "../grpc/messages.ts";
import { methods } from "../grpc/methods.ts";
import { serve } from "../grpc/serve.ts";
import type { Properties } from "../grpc/values.ts";
import { checkInputs } from "./check.ts";
import { Incomplete } from "./completion.ts";
import { complaints, configure } from "./configuration.ts";
import { create } from "./create.ts";
import { diffResource } from "./difference.ts";
import type { Autonaming } from "./objects/names.ts";
import { revealed } from "./objects/secrets.ts";
import { diffProvider } from "./provider-difference.ts";
import { read } from "./read.ts";
import { remove } from "./remove.ts";
import { Session } from "./session.ts";
import { update } from "./update.ts";

/** The version of the official provider that this one stands in for. */
const version = "4.34.2";

const log = engineLog(process.argv.slice(2));
let configured: Session | undefined;

const method = methods((error) => (error instanceof Incomplete ? error.halfMade : undefined));

function session(): Session {
  if (!configured) throw new Error("the provider has not been configured");
  return configured;
}

function failureOf({ property, reason }: { property: string; reason: string }) {
  const entry = new proto.CheckFailure();
  entry.setProperty(property);
  entry.setReason(reason);
  return entry;
}

function autonamingOf(request: InstanceType<typeof proto.CheckRequest>): Autonaming | undefined {
  const options = request.getAutonaming();
  const mode = (["propose", "enforce", "disable"] as const)[options?.getMode() ?? 0]!;
  return options && { mode, proposed: options.getProposedName() };
}

/** Settings come as texts, named after the package. */
function settingsOf(request: InstanceType<typeof proto.ConfigureRequest>): Properties {
  const settings: Properties = {};
  request.getVariablesMap().forEach((value: string, name: string) => {
    settings[name.replace(/^kubernetes:(config:)?/, "")] = value;
  });
  return settings;
}

const unknownToken = (token: string) => {
  throw new Error(`${token} is not known to the local stand-in for the kubernetes provider`);
};

const implementation = {
  getPluginInfo: method(() => {
    const info = new plugin.PluginInfo();
    info.setVersion(version);
    return info;
  }),
  getSchema: method(() => {
    const response = new proto.GetSchemaResponse();
    response.setSchema("{}");
    return response;
  }),
  checkConfig: method((request: InstanceType<typeof proto.CheckRequest>) => {
    const response = new proto.CheckResponse();
    response.setInputs(request.getNews());
    response.setFailuresList(complaints(revealed(plain(request.getNews()))).map(failureOf));
    return response;
  }),
  diffConfig: method((request: InstanceType<typeof proto.DiffRequest>) => {
    const { changed, replacing } = diffProvider(revealed(plain(request.getOlds())), revealed(plain(request.getNews())));
    const response = new proto.DiffResponse();
    const { DiffChanges } = proto.DiffResponse;
    response.setChanges(changed.length > 0 ? DiffChanges.DIFF_SOME : DiffChanges.DIFF_NONE);
    response.setDiffsList(changed);
    response.setReplacesList(replacing);
    return response;
  }),
  configure: method(async (request: InstanceType<typeof proto.ConfigureRequest>) => {
    configured = new Session(configure(settingsOf(request), process.env), log);
    await configured.meet();
    const response = new proto.ConfigureResponse();
    response.setAcceptsecrets(true);
    response.setSupportspreview(true);
    response.setSupportsAutonamingConfiguration(true);
    return response;
  }),
  attach: method(() => new empty.Empty()),
  cancel: method(() => {
    configured?.cancel();
    return new empty.Empty();
  }),
  invoke: method((request: InstanceType<typeof proto.InvokeRequest>) => unknownToken(request.getTok())),
  call: method((request: InstanceType<typeof proto.CallRequest>) => unknownToken(request.getTok())),
  construct: method((request: InstanceType<typeof proto.ConstructRequest>) => unknownToken(request.getType())),
  check: method(async (request: InstanceType<typeof proto.CheckRequest>) => {
    const { inputs, failures } = await checkInputs(
      session(),
      request.getUrn(),
      plain(request.getOlds()),
      plain(request.getNews()),
      { seed: request.getRandomseed_asU8(), autonaming: autonamingOf(request) },
    );
    const response = new proto.CheckResponse();
    response.setInputs(message(inputs));
    response.setFailuresList(failures.map(failureOf));
    return response;
  }),
  diff: method(async (request: InstanceType<typeof proto.DiffRequest>) => {
    const { differences, deleteFirst } = await diffResource(
      session(),
      request.getUrn(),
      plain(request.getOlds()),
      plain(request.getNews()),
      request.getIgnorechangesList(),
    );
    const response = new proto.DiffResponse();
    detailed(response, differences, true);
    response.setDeletebeforereplace(deleteFirst);
    return response;
  }),
  create: method(async (request: InstanceType<typeof proto.CreateRequest>) => {
    const { id, state } = await create({
      session: session(),
      urn: request.getUrn(),
      given: plain(request.getProperties()),
      timeout: request.getTimeout(),
      preview: request.getPreview(),
    });
    const response = new proto.CreateResponse();
    response.setId(id);
    response.setProperties(message(state));
    return response;
  }),
  read: method(async (request: InstanceType<typeof proto.ReadRequest>) => {
    const [state, inputs] = [plain(request.getProperties()), plain(request.getInputs())];
    const found = await read(session(), request.getUrn(), request.getId(), state, inputs);
    const response = new proto.ReadResponse();
    if (!found) return response;
    response.setId(request.getId());
    response.setProperties(message(found.state));
    response.setInputs(message(found.inputs));
    return response;
  }),
  update: method(async (request: InstanceType<typeof proto.UpdateRequest>) => {
    const work = {
      session: session(),
      urn: request.getUrn(),
      given: plain(request.getNews()),
      timeout: request.getTimeout(),
      preview: request.getPreview(),
    };
    const change = { state: plain(request.getOlds()), ignored: request.getIgnorechangesList() };
    const response = new proto.UpdateResponse();
    response.setProperties(message(await update(work, change)));
    return response;
  }),
  delete: method(async (request: InstanceType<typeof proto.DeleteRequest>) => {
    await remove(session(), request.getUrn(), plain(request.getProperties()), request.getTimeout());
    return new empty.Empty();
  }),
};

serve(implementation);
