import { applyDecorators } from '@nestjs/common';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsString,
  Matches,
  MaxLength,
} from 'class-validator';

/** A code of a list that the chain makes: lower case, so that a name or a number of somebody is no code by chance. */
export const LISTED = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const MAX_CODES = 100;
const MAX_LENGTH = 40;

/** A field of a chain's settings: the reasons that may be given for something, each once. */
export const ReasonCodes = () =>
  applyDecorators(
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(MAX_CODES),
    ArrayUnique(),
    IsString({ each: true }),
    MaxLength(MAX_LENGTH, { each: true }),
    Matches(LISTED, { each: true }),
  );
