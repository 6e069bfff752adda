import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';

/** A body that may be left out is an empty one to its handler. Everything else was checked before. */
export class AbsentBodyPipe implements PipeTransform {
  transform(value: unknown, { type, data }: ArgumentMetadata): unknown {
    return type === 'body' && data === undefined && value === undefined ? {} : value;
  }
}
