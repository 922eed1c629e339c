import { MiddlewareConsumer, Module, NestModule, RequestMethod } from '@nestjs/common';
import { Orders, Things } from './orders.controller';

export class Session {
  use(req, res, next) {
    if (!req.user) throw new UnauthorizedException();
    next();
  }
}

@Module({ controllers: [Orders, Things] })
export class OrdersModule implements NestModule {
  configure(consumer: MiddlewareConsumer) {
    consumer.apply(Session).forRoutes({ path: 'orders/:id', method: RequestMethod.DELETE });
    consumer.apply(Session).forRoutes({ path: 'things/:id', method: RequestMethod.PUT });
  }
}
