import { Body, Controller, Post } from '@nestjs/common';
import { exec } from 'child_process';
import { OrderDto } from './order.dto';

@Controller('orders')
export class OrderController {
  @Post()
  make(@Body() order: OrderDto) {
    exec('ls ' + order.id + order.kind + order.word + order.size); // ok: code-command-injection
    exec('ls ' + order.name); // expect: code-command-injection
    this.print(order);
    return {};
  }

  print(order: OrderDto) {
    exec('lp ' + order.owner); // ok: code-command-injection
    exec('lp ' + order.text); // expect: code-command-injection
  }
}
