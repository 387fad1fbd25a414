import grpc from "@grpc/grpc-js";
import proto from "@pulumi/pulumi/proto/provider_pb.js";
import status from "@pulumi/pulumi/proto/status_pb.js";
import any from "google-protobuf/google/protobuf/any_pb.js";
import { message } from "./messages.ts";
import type { Properties } from "./values.ts";

/** What there is of a resource that was made or changed, but not as it should be. */
export interface HalfMade {
  id: string;
  state: Properties;
  /** What the state was made of. Default: what was asked for. */
  inputs?: Properties | undefined;
  /** Why it is not as it should be, one sentence each. */
  reasons: string[];
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** An error as the engine takes it; of a half-made resource it keeps what there is. */
export function failure(error: unknown, halfMade?: HalfMade): Partial<grpc.ServiceError> {
  const text = textOf(error);
  const metadata = new grpc.Metadata();
  if (halfMade) {
    const detail = new proto.ErrorResourceInitFailed();
    detail.setId(halfMade.id);
    detail.setProperties(message(halfMade.state));
    if (halfMade.inputs) detail.setInputs(message(halfMade.inputs));
    detail.setReasonsList(halfMade.reasons);
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

/** Answers one kind of request. */
export type Handler<Request, Response> = (request: Request) => Response | Promise<Response>;

/** Turns functions into methods of the service. `halfMadeOf`: what an error says about a resource that is half-made. */
export function methods(halfMadeOf: (error: unknown) => HalfMade | undefined) {
  return <Request, Response>(handler: Handler<Request, Response>) =>
    (call: { request: Request }, callback: (error: unknown, response?: Response) => void): void => {
      Promise.resolve(call.request)
        .then(handler)
        .then((response) => callback(null, response))
        .catch((error) => callback(failure(error, halfMadeOf(error))));
    };
}
