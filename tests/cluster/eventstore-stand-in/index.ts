import { Server, ServerCredentials } from '@grpc/grpc-js';
import type {
  Metadata,
  sendUnaryData,
  ServerDuplexStream,
  ServerReadableStream,
  ServerUnaryCall,
  ServerWritableStream,
} from '@grpc/grpc-js';
import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import gossipPb from '@eventstore/db-client/generated/gossip_pb.js';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import featuresPb from '@eventstore/db-client/generated/serverfeatures_pb.js';
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type {
  AppendReq,
  AppendResp,
  BatchAppendReq,
  BatchAppendResp,
  DeleteReq,
  DeleteResp,
  ReadReq,
  ReadResp,
  TombstoneReq,
  TombstoneResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import { UsersService } from '@eventstore/db-client/generated/users_grpc_pb.js';
import { openEmbedded } from '@chignon/adapters/embedded';
import { append } from './appends.js';
import { batchAppend } from './batch-appends.js';
import { remove } from './deletes.js';
import { Writer } from './writer.js';
import { Log } from './log.js';
import { memoryStore } from './memory.js';
import { read, subjectOf } from './reads.js';
import { Troubles } from './troubles.js';
import { Users } from './users.js';

export interface StandInOptions {
  /** 0: any free one. */
  readonly port: number;
  /** Folder of the events. They are on disk when an append is answered, so a killed stand-in has them all again. Left out: in memory only. */
  readonly dir?: string;
  /** Serve TLS with this key and certificate (PEM). Left out: plain, and everybody is let in, as the server does. */
  readonly tls?: { readonly key: Buffer; readonly certificate: Buffer };
  /** Passwords by user name, asked for with TLS. */
  readonly users?: { readonly [name: string]: string };
}

export interface StandIn {
  readonly port: number;
  readonly troubles: Troubles;
  /** Cuts every call and stops. */
  close(): Promise<void>;
}

/**
 * The part of EventStoreDB's gRPC protocol that its Node client uses for streams, over the embedded stream store. It stands in
 * for the server where none can be had; it is a test peer, not a product.
 */
export async function startStandIn({
  port,
  dir,
  tls,
  users: passwords,
}: StandInOptions): Promise<StandIn> {
  const embedded = dir === undefined ? undefined : await openEmbedded({ dir });
  const log = await Log.open(embedded?.streams ?? memoryStore());
  const troubles = new Troubles();
  const writer = new Writer(log, troubles);
  const users = new Users(log, passwords);
  const server = new Server({ 'grpc.max_receive_message_length': 17 * 1024 * 1024 });
  /** Who calls, and whether they may write a stream; throws where the server knows them not. */
  const mayWrite = (metadata: Metadata) => {
    const user = users.caller(metadata);
    return (stream: string) => users.mustBeAllowed(user, '$w', stream);
  };
  /** Runs; what is thrown at once is what the call is answered. */
  const attempt = (fail: (error: Error) => unknown, run: () => void): void => {
    try {
      run();
    } catch (error) {
      fail(error as Error);
    }
  };

  server.addService(
    StreamsService as never,
    {
      read: (call: ServerWritableStream<ReadReq, ReadResp>) => {
        const fail = (error: Error) => call.emit('error', error);
        attempt(fail, () => {
          users.mustBeAllowed(users.caller(call.metadata), '$r', subjectOf(call.request));
          read(log, troubles, call).catch(fail);
        });
      },
      append: (
        call: ServerReadableStream<AppendReq, AppendResp>,
        answer: sendUnaryData<AppendResp>,
      ) => attempt(answer, () => append(writer, mayWrite(call.metadata), call, answer)),
      batchAppend: (call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>) =>
        attempt(
          (error) => call.emit('error', error),
          () => batchAppend(writer, mayWrite(call.metadata), call),
        ),
      delete: (call: ServerUnaryCall<DeleteReq, DeleteResp>, answer: sendUnaryData<DeleteResp>) =>
        attempt(answer, () =>
          remove(log, mayWrite(call.metadata), false, call.request, answer as never),
        ),
      tombstone: (
        call: ServerUnaryCall<TombstoneReq, TombstoneResp>,
        answer: sendUnaryData<TombstoneResp>,
      ) =>
        attempt(answer, () =>
          remove(log, mayWrite(call.metadata), true, call.request, answer as never),
        ),
    } as never,
  );
  server.addService(
    UsersService as never,
    { create: users.create.bind(users), resetPassword: users.resetPassword.bind(users) } as never,
  );
  server.addService(
    ServerFeaturesService as never,
    {
      getSupportedMethods: (_: unknown, answer: sendUnaryData<unknown>) =>
        answer(null, supportedMethods()),
    } as never,
  );
  server.addService(
    GossipService as never,
    {
      read: (_: ServerUnaryCall<unknown, unknown>, answer: sendUnaryData<unknown>) =>
        answer(null, clusterOfOne(bound)),
    } as never,
  );

  const credentials = tls
    ? ServerCredentials.createSsl(null, [{ private_key: tls.key, cert_chain: tls.certificate }])
    : ServerCredentials.createInsecure();
  const bound = await new Promise<number>((resolve, reject) =>
    server.bindAsync(`127.0.0.1:${port}`, credentials, (error, at) =>
      error ? reject(error) : resolve(at),
    ),
  );
  return {
    port: bound,
    troubles,
    async close() {
      server.forceShutdown();
      await embedded?.close();
    },
  };
}

const FEATURES: { readonly [method: string]: readonly string[] } = {
  read: ['position', 'events'],
  batchappend: ['deadline_duration'],
};

function supportedMethods() {
  const methods = ['read', 'append', 'batchappend'].map((name) =>
    new featuresPb.SupportedMethod()
      .setServiceName('event_store.client.streams.streams')
      .setMethodName(name)
      .setFeaturesList([...(FEATURES[name] ?? [])]),
  );
  return new featuresPb.SupportedMethods()
    .setEventStoreServerVersion('24.10.0')
    .setMethodsList(methods);
}

function clusterOfOne(port: number) {
  const leader = new gossipPb.MemberInfo()
    .setInstanceId(new sharedPb.UUID().setString('00000000-0000-4000-8000-000000000001'))
    .setTimeStamp('0')
    .setState(gossipPb.MemberInfo.VNodeState.LEADER)
    .setIsAlive(true)
    .setHttpEndPoint(new gossipPb.EndPoint().setAddress('127.0.0.1').setPort(port));
  return new gossipPb.ClusterInfo().setMembersList([leader]);
}
