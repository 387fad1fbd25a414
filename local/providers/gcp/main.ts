import grpc from "@grpc/grpc-js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import proto from "@pulumi/pulumi/proto/provider_pb.js";
import status from "@pulumi/pulumi/proto/status_pb.js";
import any from "google-protobuf/google/protobuf/any_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct, { type Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { Client } from "./core/client.ts";
import type { Change } from "./core/diff.ts";
import type { Properties } from "./core/fields.ts";
import { type Context, PartialFailure } from "./core/resource.ts";
import * as provider from "./provider.ts";

/** The version of the official provider that this one stands in for. */
const version = "9.37.0";

const context: Context = { client: new Client(process.env) };

const plain = (message: Struct | undefined): Properties => (message?.toJavaScript() ?? {}) as Properties;

/** Messages hold no undefined, which JSON leaves out. */
const message = (properties: Properties): Struct =>
  struct.Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)));

/** An error as the engine takes it; of a half-made resource it keeps what there is. */
function failure(error: unknown): Partial<grpc.ServiceError> {
  const text = error instanceof Error ? error.message : String(error);
  const metadata = new grpc.Metadata();
  if (error instanceof PartialFailure) {
    const detail = new proto.ErrorResourceInitFailed();
    detail.setId(error.id);
    detail.setProperties(message(error.state));
    detail.setReasonsList([text]);
    const packed = new any.Any();
    packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const whole = new status.Status();
    whole.setCode(grpc.status.UNKNOWN);
    whole.setMessage(text);
    whole.addDetails(packed);
    metadata.add("grpc-status-details-bin", Buffer.from(whole.serializeBinary()));
  }
  return { code: grpc.status.UNKNOWN, details: text, message: text, metadata };
}

type Handler<Request, Response> = (request: Request) => Response | Promise<Response>;

/** Turns a function into a method of the service. */
function method<Request, Response>(handler: Handler<Request, Response>) {
  return (call: { request: Request }, callback: (error: unknown, response?: Response) => void): void => {
    Promise.resolve(call.request)
      .then(handler)
      .then((response) => callback(null, response))
      .catch((error) => callback(failure(error)));
  };
}

function detailed(response: InstanceType<typeof proto.DiffResponse>, changes: Change[]): void {
  const { DiffChanges } = proto.DiffResponse;
  response.setChanges(changes.length > 0 ? DiffChanges.DIFF_SOME : DiffChanges.DIFF_NONE);
  response.setHasdetaileddiff(true);
  for (const { path, kind, replace } of changes) {
    const { Kind } = proto.PropertyDiff;
    const kinds = {
      add: [Kind.ADD, Kind.ADD_REPLACE],
      delete: [Kind.DELETE, Kind.DELETE_REPLACE],
      update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
    } as const;
    const entry = new proto.PropertyDiff();
    entry.setKind(kinds[kind][replace ? 1 : 0]);
    response.getDetaileddiffMap().set(path, entry);
  }
  response.setDiffsList([...new Set(changes.map(({ path }) => path.split(/[.[]/)[0]!))]);
  response.setReplacesList(changes.filter(({ replace }) => replace).map(({ path }) => path));
}

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
    return response;
  }),
  diffConfig: method(() => new proto.DiffResponse()),
  configure: method(() => {
    const response = new proto.ConfigureResponse();
    response.setSupportspreview(true);
    return response;
  }),
  attach: method(() => new empty.Empty()),
  cancel: method(() => new empty.Empty()),
  invoke: method(async (request: InstanceType<typeof proto.InvokeRequest>) => {
    const response = new proto.InvokeResponse();
    response.setReturn(message(await provider.invoke(context, request.getTok(), plain(request.getArgs()))));
    return response;
  }),
  check: method((request: InstanceType<typeof proto.CheckRequest>) => {
    const { inputs, failures } = provider.checkInputs(
      request.getUrn(),
      plain(request.getOlds()),
      plain(request.getNews()),
    );
    const response = new proto.CheckResponse();
    response.setInputs(message(inputs));
    for (const { property, reason } of failures) {
      const entry = new proto.CheckFailure();
      entry.setProperty(property);
      entry.setReason(`${property} ${reason}`);
      response.addFailures(entry);
    }
    return response;
  }),
  diff: method((request: InstanceType<typeof proto.DiffRequest>) => {
    const response = new proto.DiffResponse();
    const [urn, state, inputs] = [request.getUrn(), plain(request.getOlds()), plain(request.getNews())];
    const changes = provider.diffResource(urn, state, inputs);
    detailed(response, changes);
    const replaced = changes.some(({ replace }) => replace);
    response.setDeletebeforereplace(replaced && provider.deletesFirst(urn, state, inputs));
    return response;
  }),
  create: method(async (request: InstanceType<typeof proto.CreateRequest>) => {
    const inputs = plain(request.getProperties());
    const { id, state } = await provider.create(context, request.getUrn(), inputs, request.getPreview());
    const response = new proto.CreateResponse();
    response.setId(id);
    response.setProperties(message(state));
    return response;
  }),
  read: method(async (request: InstanceType<typeof proto.ReadRequest>) => {
    const [state, inputs] = [plain(request.getProperties()), plain(request.getInputs())];
    const found = await provider.read(context, request.getUrn(), request.getId(), state, inputs);
    const response = new proto.ReadResponse();
    if (!found) return response;
    response.setId(request.getId());
    response.setProperties(message(found.state));
    response.setInputs(message(found.inputs));
    return response;
  }),
  update: method(async (request: InstanceType<typeof proto.UpdateRequest>) => {
    const [old, inputs] = [plain(request.getOlds()), plain(request.getNews())];
    const preview = request.getPreview();
    const state = await provider.update(context, request.getUrn(), request.getId(), old, inputs, preview);
    const response = new proto.UpdateResponse();
    response.setProperties(message(state));
    return response;
  }),
  delete: method(async (request: InstanceType<typeof proto.DeleteRequest>) => {
    await provider.remove(context, request.getUrn(), request.getId(), plain(request.getProperties()));
    return new empty.Empty();
  }),
};

const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
server.addService(services.ResourceProviderService, implementation as unknown as grpc.UntypedServiceImplementation);
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  // The engine reads the port from the first line.
  console.log(port);
});

// An engine that was killed can't stop its providers: without it, nobody is left to report to.
const engine = process.ppid;
setInterval(() => {
  if (process.ppid !== engine) process.exit(1);
}, 500).unref();
