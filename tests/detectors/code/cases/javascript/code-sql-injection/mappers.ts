import express, { Request, Response } from 'express';
import { Sequelize, QueryTypes } from 'sequelize';
import { Repository, getRepository } from 'typeorm';
import { PrismaClient, Prisma } from '@prisma/client';
import knex from 'knex';
import { sql } from 'drizzle-orm';

const app = express();
const sequelize = new Sequelize('sqlite::memory:');
const prisma = new PrismaClient();
const db = knex({ client: 'pg' });

class Item {}

class Items {
  constructor(private readonly items: Repository<Item>) {}

  find(name: string) {
    return this.items.createQueryBuilder('i').where(`i.name = '${name}'`).getMany(); // expect: code-sql-injection
  }

  findBound(name: string) {
    return this.items.createQueryBuilder('i').where('i.name = :name', { name }).getMany(); // ok: code-sql-injection
  }
}

const items = new Items(getRepository(Item));

app.get('/a', async (req: Request, res: Response) => {
  const name = req.query.name as string;
  await items.find(name);
  await items.findBound(name);
  await sequelize.query(`SELECT * FROM item WHERE name = '${name}'`, { type: QueryTypes.SELECT }); // expect: code-sql-injection
  await sequelize.query('SELECT * FROM item WHERE name = :name', { replacements: { name } }); // ok: code-sql-injection
  sequelize.literal(`name = '${name}'`); // expect: code-sql-injection
  sequelize.literal(`name = ${sequelize.escape(name)}`); // ok: code-sql-injection
  await prisma.$queryRawUnsafe(`SELECT * FROM item WHERE name = '${name}'`); // expect: code-sql-injection
  await prisma.$queryRawUnsafe('SELECT * FROM item WHERE name = $1', name); // ok: code-sql-injection
  await prisma.$queryRaw`SELECT * FROM item WHERE name = ${name}`; // ok: code-sql-injection
  await prisma.$queryRaw(Prisma.sql`SELECT * FROM item WHERE name = ${name}`); // ok: code-sql-injection
  await prisma.$queryRaw(Prisma.raw('SELECT * FROM item WHERE name = ' + name)); // expect: code-sql-injection
  await db.raw(`SELECT * FROM item WHERE name = '${name}'`); // expect: code-sql-injection
  await db.raw('SELECT * FROM item WHERE name = ?', [name]); // ok: code-sql-injection
  await db('item').whereRaw('name = ' + name); // expect: code-sql-injection
  await db('item').whereRaw('name = ?', [name]).where({ name }); // ok: code-sql-injection
  sql.raw(`name = ${name}`); // expect: code-sql-injection
  sql`name = ${name}`; // ok: code-sql-injection
  res.end();
});
