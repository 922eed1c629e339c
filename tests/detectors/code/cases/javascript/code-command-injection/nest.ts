import { Body, Controller, Get, Param, ParseIntPipe, Post, Query } from '@nestjs/common';
import { exec } from 'child_process';

class Order {
  name: string;
  count: number;
}

@Controller('things')
export class Things {
  @Get()
  list(@Query('folder') folder: string) {
    exec('ls ' + folder); // expect: code-command-injection
    return [];
  }

  @Get(':id')
  one(@Param('id', ParseIntPipe) id: number, @Param('part', new ParseIntPipe()) part) {
    exec('ls ' + id); // ok: code-command-injection
    exec('ls ' + part); // ok: code-command-injection
    return [];
  }

  @Post()
  order(@Body() order: Order) {
    exec('order ' + order.name); // expect: code-command-injection
    exec('order ' + order.count); // ok: code-command-injection
  }
}
