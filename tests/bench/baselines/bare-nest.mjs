// A bare Nest application on Fastify with one route: the floor for memory and for the time of a start.
import 'reflect-metadata';
import { Controller, HttpCode, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';

class Appointments {
  book() {
    return { status: 'booked' };
  }
}
Post('appointments')(
  Appointments.prototype,
  'book',
  Object.getOwnPropertyDescriptor(Appointments.prototype, 'book'),
);
HttpCode(201)(
  Appointments.prototype,
  'book',
  Object.getOwnPropertyDescriptor(Appointments.prototype, 'book'),
);
Controller('v1/booking')(Appointments);

class Bare {}
Module({ controllers: [Appointments] })(Bare);

const app = await NestFactory.create(Bare, new FastifyAdapter(), { logger: false });
await app.listen(0, '127.0.0.1');
process.stdout.write(`ready ${await app.getUrl()}\n`);
process.once('SIGTERM', () => process.exit(0));
