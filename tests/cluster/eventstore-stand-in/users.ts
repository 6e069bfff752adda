import type { Metadata, sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import usersPb from '@eventstore/db-client/generated/users_pb.js';
import type {
  CreateReq,
  CreateResp,
  ResetPasswordReq,
  ResetPasswordResp,
} from '@eventstore/db-client/generated/users_pb.js';
import { accessDenied, loginConflict, loginNotFound, unauthenticated } from './failure.js';
import type { Log } from './log.js';

const ADMIN = 'admin';
const ADMINS = '$admins';

/** Who may what, as the server decides it: by name and password, then by the access list of the stream. Without users everybody may everything. */
export class Users {
  private readonly passwords: Map<string, string> | undefined;

  constructor(
    private readonly log: Log,
    passwords: { readonly [name: string]: string } | undefined,
  ) {
    this.passwords = passwords && new Map(Object.entries(passwords));
  }

  /** The caller's name; throws what the server answers to a wrong or unknown user. */
  caller(metadata: Metadata): string {
    if (!this.passwords) return ADMIN;
    const [name = '', password] = Buffer.from(
      String(metadata.get('authorization')[0] ?? '').replace(/^Basic /, ''),
      'base64',
    )
      .toString('utf8')
      .split(':');
    if (password === undefined || this.passwords.get(name) !== password) throw unauthenticated();
    return name;
  }

  /** Throws unless this user may read (`$r`) or write (`$w`) the stream. What lists nobody is open to all users, except `$all` and its metadata. */
  mustBeAllowed(user: string, right: '$r' | '$w', stream: string): void {
    if (user === ADMIN) return;
    const listed = this.log.metadata(stream).$acl?.[right];
    const names =
      listed === undefined
        ? stream === '$all' || stream === '$$$all'
          ? [ADMINS]
          : [user]
        : [listed].flat();
    if (!names.includes(user) && !names.includes('$all')) throw accessDenied();
  }

  create(call: ServerUnaryCall<CreateReq, CreateResp>, answer: sendUnaryData<CreateResp>): void {
    const options = call.request.getOptions()!;
    this.asAdmin(call.metadata, answer, () => {
      if (this.passwords!.has(options.getLoginName())) throw loginConflict(options.getLoginName());
      this.passwords!.set(options.getLoginName(), options.getPassword());
      return new usersPb.CreateResp();
    });
  }

  resetPassword(
    call: ServerUnaryCall<ResetPasswordReq, ResetPasswordResp>,
    answer: sendUnaryData<ResetPasswordResp>,
  ): void {
    const options = call.request.getOptions()!;
    this.asAdmin(call.metadata, answer, () => {
      if (!this.passwords!.has(options.getLoginName())) throw loginNotFound(options.getLoginName());
      this.passwords!.set(options.getLoginName(), options.getNewPassword());
      return new usersPb.ResetPasswordResp();
    });
  }

  private asAdmin<T>(metadata: Metadata, answer: sendUnaryData<T>, act: () => T): void {
    try {
      if (this.caller(metadata) !== ADMIN || !this.passwords) throw accessDenied();
      answer(null, act());
    } catch (error) {
      answer(error as Error);
    }
  }
}
