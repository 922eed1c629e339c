import { Controller, Get, Injectable, Query } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/core';

@Injectable()
export class Store {
  constructor(private readonly em: EntityManager) {}

  async count(statement: string): Promise<number> {
    return (await this.em.getConnection().execute(statement))[0].count as number; // expect: code-sql-injection
  }

  async of(name: string): Promise<number> {
    return (await this.em.getConnection().execute('select 1 from t where n = ?', [name]))[0]; // ok: code-sql-injection
  }
}

@Controller('things')
export class Things {
  constructor(private readonly store: Store) {}

  @Get('count')
  async count(@Query('query') query: string) {
    return (await this.store.count(query)) + (await this.store.of(query));
  }
}
