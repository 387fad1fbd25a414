import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import proto from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { detailed, message, plain } from "../grpc/messages.ts";
import { methods } from "../grpc/methods.ts";
import { serve } from "../grpc/serve.ts";
import { Client } from "./core/client.ts";
import { type Context, PartialFailure } from "./core/resource.ts";
import * as provider from "./provider.ts";

/** The version of the official provider that this one stands in for. */
const version = "9.37.0";

const context: Context = { client: new Client(process.env) };

const method = methods((error) =>
  error instanceof PartialFailure ? { id: error.id, state: error.state, reasons: [error.message] } : undefined,
);

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
    const changes = provider.diffResource(urn, state, inputs, request.getIgnorechangesList());
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
    const [preview, ignored] = [request.getPreview(), request.getIgnorechangesList()];
    const state = await provider.update(context, request.getUrn(), request.getId(), old, inputs, preview, ignored);
    const response = new proto.UpdateResponse();
    response.setProperties(message(state));
    return response;
  }),
  delete: method(async (request: InstanceType<typeof proto.DeleteRequest>) => {
    await provider.remove(context, request.getUrn(), request.getId(), plain(request.getProperties()));
    return new empty.Empty();
  }),
};

serve(implementation);
