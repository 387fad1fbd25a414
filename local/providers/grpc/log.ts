import grpc from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import proto from "@pulumi/pulumi/proto/engine_pb.js";

/** What the engine can be told about a resource while it is worked on. */
export interface Log {
  /** Shown among the diagnostics of the resource, and kept. */
  warn(urn: string, text: string): void;
  /** Shown beside the resource until the next one. */
  status(urn: string, text: string, warning?: boolean): void;
}

/** The log of the engine that started this process: the address is the one argument that is no flag. */
export function engineLog(args: string[]): Log {
  const address = args.find((each) => !each.startsWith("-"));
  if (!address) return { warn: () => {}, status: () => {} };
  const engine = new services.EngineClient(address, grpc.credentials.createInsecure());
  const send = (urn: string, text: string, warning: boolean, passing: boolean) => {
    const request = new proto.LogRequest();
    request.setUrn(urn);
    request.setMessage(text);
    request.setSeverity(warning ? proto.LogSeverity.WARNING : proto.LogSeverity.INFO);
    request.setEphemeral(passing);
    // What can't be shown must not stop the work.
    engine.log(request, () => {});
  };
  return {
    warn: (urn, text) => send(urn, text, true, false),
    status: (urn, text, warning = false) => send(urn, text, warning, true),
  };
}
