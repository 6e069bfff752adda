import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { Metadata, sendUnaryData, ServerDuplexStream, ServerReadableStream, ServerUnaryCall, ServerWritableStream } from '@grpc/grpc-js';
import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import gossipPb from '@eventstore/db-client/generated/gossip_pb.js';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import featuresPb from '@eventstore/db-client/generated/serverfeatures_pb.js';
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { AppendReq, AppendResp, BatchAppendReq, BatchAppendResp, ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { openEmbedded } from '@chignon/adapters/embedded';
import { append, batchAppend } from './appends.js';
import { accessDenied } from './failure.js';
import { Log } from './log.js';
import { read } from './reads.js';
import { Troubles } from './troubles.js';

export interface StandInOptions {
  /** 0: any free one. */
  readonly port: number;
  /** Folder of the events. They are on disk when an append is answered, so a killed stand-in has them all again. */
  readonly dir: string;
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
export async function startStandIn({ port, dir, tls, users }: StandInOptions): Promise<StandIn> {
  const embedded = await openEmbedded({ dir });
  const log = await Log.open(embedded.streams);
  const troubles = new Troubles();
  const server = new Server({ 'grpc.max_receive_message_length': 17 * 1024 * 1024 });
  const mayEnter = (metadata: Metadata): boolean => {
    if (!users) return true;
    const [name = '', password] = Buffer.from(String(metadata.get('authorization')[0] ?? '').replace(/^Basic /, ''), 'base64').toString('utf8').split(':');
    return password !== undefined && users[name] === password;
  };

  server.addService(StreamsService as never, {
    read: (call: ServerWritableStream<ReadReq, ReadResp>) => {
      if (!mayEnter(call.metadata)) return call.emit('error', accessDenied());
      read(log, troubles, call).catch((error: Error) => call.emit('error', error));
    },
    append: (call: ServerReadableStream<AppendReq, AppendResp>, answer: sendUnaryData<AppendResp>) => {
      if (!mayEnter(call.metadata)) return answer(accessDenied());
      append(log, troubles, call, answer);
    },
    batchAppend: (call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>) => {
      if (!mayEnter(call.metadata)) return call.emit('error', accessDenied());
      batchAppend(log, troubles, call);
    },
  } as never);
  server.addService(ServerFeaturesService as never, { getSupportedMethods: (_: unknown, answer: sendUnaryData<unknown>) => answer(null, supportedMethods()) } as never);
  server.addService(GossipService as never, { read: (_: ServerUnaryCall<unknown, unknown>, answer: sendUnaryData<unknown>) => answer(null, clusterOfOne(bound)) } as never);

  const credentials = tls ? ServerCredentials.createSsl(null, [{ private_key: tls.key, cert_chain: tls.certificate }]) : ServerCredentials.createInsecure();
  const bound = await new Promise<number>((resolve, reject) =>
    server.bindAsync(`127.0.0.1:${port}`, credentials, (error, at) => (error ? reject(error) : resolve(at))));
  return {
    port: bound,
    troubles,
    async close() {
      server.forceShutdown();
      await embedded.close();
    },
  };
}

const FEATURES: { readonly [method: string]: readonly string[] } = { read: ['position', 'events'], batchappend: ['deadline_duration'] };

function supportedMethods() {
  const methods = ['read', 'append', 'batchappend'].map((name) =>
    new featuresPb.SupportedMethod().setServiceName('event_store.client.streams.streams').setMethodName(name).setFeaturesList([...(FEATURES[name] ?? [])]));
  return new featuresPb.SupportedMethods().setEventStoreServerVersion('24.10.0').setMethodsList(methods);
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
