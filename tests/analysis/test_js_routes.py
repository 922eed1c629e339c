"""Routes of programs in JavaScript and TypeScript: how they are registered, mounted and guarded."""

import pytest
from routes_world import inventory_of

from vedette.analysis.program.placed import of_file
from vedette.languages.javascript import layout, lower

pytest.importorskip("tree_sitter_typescript", reason="the extra `code` is not installed")


def inventory(texts):
    return inventory_of("javascript", layout, lower, texts)


def told(found):
    return [f"{route.method} {route.path} {route.file}:{route.line}" for route in found.routes]


def guards(found):
    return {
        f"{route.method} {route.path}": [f"{one.kind}:{one.name}" for one in route.guards]
        for route in found.routes
    }


def test_routers_are_mounted_across_files():
    found = inventory(
        {
            "app.js": """
const express = require('express');
const app = express();
app.get('/health', (req, res) => res.send('ok'));
app.use('/api', require('./api'));
require('./late')(app);
app.set('view engine', 'ejs');
app.get('view engine');
""",
            "api/index.js": """
import { Router } from 'express';
import users from './users.js';
const router = Router();
router.use('/users', users);
export default router;
""",
            "api/users.js": """
import express from 'express';
import * as users from '../users.js';
import wrap from 'express-async-handler';
const router = express.Router();
router.route('/:id(\\\\d+)').get(users.show).delete(wrap(users.remove));
router.post(['/', '/new'], users.make);
export default router;
""",
            "users.js": """
export const show = (req, res) => {};
export async function remove(req, res) {}
export function make(req, res) {}
""",
            "late.js": """
module.exports = (app) => {
  app.all('/late', (req, res) => res.end());
};
""",
        }
    )
    assert told(found) == [
        "POST /api/users/ users.js:4",
        "POST /api/users/new users.js:4",
        "DELETE /api/users/{id} users.js:3",
        "GET /api/users/{id} users.js:2",
        "GET /health app.js:4",
        "ANY /late late.js:3",
    ]
    assert found.unresolved == ()


def test_what_stands_before_a_route_guards_it_in_the_order_of_the_program():
    found = inventory(
        {
            "app.js": """
const express = require('express');
const passport = require('passport');
const { known, boss } = require('./before');
const app = express();
app.get('/open', (req, res) => res.send('ok'));
app.use('/admin', known, boss);
app.get('/admin/stats', (req, res) => res.send('ok'));
app.get('/administer', (req, res) => res.send('ok'));
app.get('/own', [passport.authenticate('jwt'), log], (req, res) => res.send('ok'));
app.use((req, res, next) => { if (!req.user) { return res.status(401).end(); } next(); });
app.get('/late', (req, res) => res.send('ok'));
function log(req, res, next) { console.log(req.user); next(); }
""",
            "before.js": """
exports.known = (req, res, next) => { if (!req.session.user) return res.redirect('/login'); next(); };
exports.boss = function (req, res, next) { if (!req.user.roles.boss) return res.sendStatus(403); next(); };
""",
        }
    )
    assert guards(found) == {
        "GET /admin/stats": ["authentication:known", "authorization:boss"],
        "GET /administer": [],
        "GET /late": ["authentication:<lambda>"],
        "GET /open": [],
        "GET /own": ["authentication:passport.authenticate"],
    }


def test_guards_of_a_router_stand_before_what_it_has_from_there_on():
    found = inventory(
        {
            "app.js": """
const express = require('express');
const { requireAuth } = require('./elsewhere');
const app = express(), inner = express.Router(), router = express.Router();
inner.get('/b', (req, res) => {});
router.get('/open', (req, res) => {});
router.use(requireAuth);
router.post('/a', (req, res) => {});
router.use('/inner', inner);
app.use('/r', router);
""",
        }
    )
    assert guards(found) == {
        "POST /r/a": ["authentication:requireAuth"],
        "GET /r/inner/b": ["authentication:requireAuth"],
        "GET /r/open": [],
    }


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("users/[id]", "users/{id}"),
        ("shop/(admin)/users/[...rest]/index", "shop/users/{rest}"),
        ("@side/[[...all]]", "{all}"),
        ("index", ""),
        ("[" * 50, "[" * 50),
    ],
)
def test_the_place_of_a_file_is_a_path(path, expected):
    assert of_file(path) == expected


def test_routers_of_koa_give_their_routes_to_the_application():
    found = inventory(
        {
            "app.js": """
const Koa = require('koa');
const jwt = require('koa-jwt');
const users = require('./users');
const more = require('./more');
const app = new Koa();
app.use(users.routes()).use(users.allowedMethods());
app.use(jwt({ secret: process.env.SECRET }));
app.use(more.routes());
""",
            "users.js": """
const Router = require('koa-router');
const router = new Router({ prefix: '/users' });
router.get('/', async ctx => { ctx.body = 1; }).post('/:id', async ctx => {});
module.exports = router;
""",
            "more.js": """
const Router = require('@koa/router');
const outer = new Router(), inner = new Router();
inner.del('/deep', handler);
outer.use('/v1', inner.routes());
async function handler(ctx) {}
module.exports = outer;
""",
        }
    )
    assert guards(found) == {
        "GET /users/": [],
        "POST /users/{id}": [],
        "DELETE /v1/deep": ["authentication:jwt"],
    }
    assert found.unresolved == ()


def test_plugins_of_fastify_have_routes_and_hooks_of_their_own():
    found = inventory(
        {
            "server.js": """
const fastify = require('fastify')({ logger: true });
fastify.register(require('./items'), { prefix: '/items' });
fastify.register(async function (inner, opts) {
  inner.get('/a', async request => request.query);
  inner.addHook('onRequest', async (request, reply) => { if (!request.user) reply.code(401).send(); });
}, { prefix: '/in' });
fastify.get('/', { preHandler: [fastify.authenticate] }, async (request, reply) => 1);
fastify.route({ method: ['GET', 'HEAD'], url: '/r/:id', handler: async function (request, reply) {} });
""",
            "items.js": """
const plugin = require('fastify-plugin');
module.exports = plugin(async function items(fastify, opts) {
  fastify.post('/:id', (request, reply) => {});
});
""",
        }
    )
    assert guards(found) == {
        "GET /": ["authentication:fastify.authenticate"],
        "GET /in/a": ["authentication:<lambda>.<lambda>"],
        "POST /items/{id}": [],
        "GET /r/{id}": [],
        "HEAD /r/{id}": [],
    }


def test_routes_of_hapi_are_objects():
    found = inventory(
        {
            "server.js": """
const Hapi = require('@hapi/hapi');
const init = async () => {
  const server = Hapi.server({ port: 3000 });
  server.route({ method: 'GET', path: '/hello/{name}', handler: (request, h) => 'x' });
  server.route([{ method: ['POST', 'PUT'], path: '/x', options: { auth: 'jwt', handler: save } }]);
  server.route(require('./routes'));
};
const save = async (request, h) => 1;
init();
""",
            "routes.js": """
module.exports = [{ method: 'DELETE', path: '/z/{id}', handler: require('./h').remove }];
""",
            "h.js": "exports.remove = async (request, h) => h.response(1);\\n",
        }
    )
    assert guards(found) == {
        "GET /hello/{name}": [],
        "POST /x": ["authentication:jwt"],
        "PUT /x": ["authentication:jwt"],
        "DELETE /z/{id}": [],
    }
    assert {route.file for route in found.routes} == {"server.js", "h.js"}


def test_controllers_of_nest_have_their_methods_below_a_prefix_of_all():
    found = inventory(
        {
            "main.ts": """
import { NestFactory } from '@nestjs/core';
async function bootstrap() {
  const app = await NestFactory.create(AppModule);
  app.setGlobalPrefix('api');
}
bootstrap();
""",
            "users.controller.ts": """
import { Controller, Get, Post, Delete, Body, Param, UseGuards } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { Strict } from './strict';
@Controller('users')
export class UsersController {
  @Get()
  list() { return []; }
  @Get(':id')
  one(@Param('id') id: string) { return []; }
  @UseGuards(AuthGuard('jwt'), Strict)
  @Post(['new', 'add'])
  create(@Body() dto: any) { return []; }
}
@UseGuards(AuthGuard())
@Controller({ path: 'own' })
export class OwnController {
  @Delete('/:id')
  remove() {}
}
""",
            "strict.ts": """
export class Strict {
  canActivate(context) {
    if (!context.user.permissions.all) throw new ForbiddenException();
    return true;
  }
}
""",
        }
    )
    strict = ["authentication:AuthGuard", "authorization:Strict"]
    assert guards(found) == {
        "DELETE /api/own/{id}": ["authentication:AuthGuard"],
        "GET /api/users": [],
        "POST /api/users/add": strict,
        "POST /api/users/new": strict,
        "GET /api/users/{id}": [],
    }


def test_a_guard_of_all_stands_before_each_controller():
    found = inventory(
        {
            "main.ts": """
import { NestFactory } from '@nestjs/core';
import { SessionGuard } from './elsewhere';
async function bootstrap() {
  const app = await NestFactory.create(AppModule);
  app.useGlobalGuards(new SessionGuard());
}
""",
            "a.controller.ts": """
import { Controller, Get } from '@nestjs/common';
@Controller()
export class A {
  @Get('a')
  a() {}
}
""",
        }
    )
    assert guards(found) == {"GET /a": ["authentication:SessionGuard"]}


def test_modules_of_nest_put_guards_and_middlewares_before_routes():
    found = inventory(
        {
            "main.ts": """
import { NestFactory } from '@nestjs/core';
async function bootstrap() {
  const app = await NestFactory.create(AppModule);
  app.setGlobalPrefix('api');
  app.useGlobalGuards(new Slow(), new RolesGuard());
}
""",
            "app.module.ts": """
import { Module, NestModule, MiddlewareConsumer, RequestMethod } from '@nestjs/common';
import { APP_GUARD, APP_PIPE } from '@nestjs/core';
import { CatsController } from './cats.controller';
import { Check } from './check';
import { JwtAuthGuard } from './guards';
@Module({
  controllers: [CatsController],
  providers: [
    Service,
    { provide: APP_PIPE, useClass: SessionGuard },
    { provide: APP_GUARD, useClass: JwtAuthGuard },
  ],
})
export class AppModule implements NestModule {
  configure(consumer: MiddlewareConsumer) {
    consumer
      .apply(Logger, Check)
      .exclude({ path: 'cats/open', method: RequestMethod.GET })
      .forRoutes(CatsController);
    consumer.apply(requireAdmin).forRoutes('admin', { path: 'dogs', method: RequestMethod.POST });
    consumer.apply(requireAdmin).forRoutes(somewhere, 'dogs');
  }
}
""",
            "check.ts": """
export class Check {
  use(req, res, next) {
    if (!req.user) throw new UnauthorizedException();
    next();
  }
}
""",
            "guards.ts": """
import { AuthGuard } from '@nestjs/passport';
export class JwtAuthGuard extends AuthGuard('jwt') {}
""",
            "cats.controller.ts": """
import { Controller, Get, Post } from '@nestjs/common';
@Controller('cats')
export class CatsController {
  @Get() list() {}
  @Get('open') open() {}
  @Post(':id') make() {}
}
@Controller()
export class Others {
  @Get('dogs') list() {}
  @Post('dogs') make() {}
  @Get('admin/one') admin() {}
  @Get('administrators') all() {}
}
""",
        }
    )
    every = ["authentication:JwtAuthGuard", "authorization:RolesGuard"]
    check = ["authentication:Check", *every]
    admin = [*every, "authorization:requireAdmin"]
    assert guards(found) == {
        "GET /api/cats": check,
        "GET /api/cats/open": every,
        "POST /api/cats/{id}": check,
        "GET /api/dogs": every,
        "POST /api/dogs": admin,
        "GET /api/admin/one": admin,
        "GET /api/administrators": every,
    }


def test_methods_that_are_asked_for_by_a_text_register_too():
    found = inventory(
        {
            "app.js": """
const express = require('express');
const { routes } = require('./routes');
const app = express();
routes(app);
""",
            "routes.js": """
function add(...given) {
  const [router, verb, path] = given;
  router[verb](path, given[given.length - 1]);
}
exports.routes = (app) => {
  add(app, 'get', '/a', before, one);
  add(app, 'post', '/b', two);
};
function before(req, res, next) {}
function one(req, res) {}
function two(req, res) {}
""",
        }
    )
    assert told(found) == ["GET /a routes.js:11", "POST /b routes.js:12"]


def test_files_of_next_are_routes():
    found = inventory(
        {
            "web/src/pages/api/users/[id].ts": """
import { withSession } from '../../../lib/session';
export default withSession(async function handler(req, res) {});
""",
            "web/src/lib/session.ts": """
export function withSession(inner) {
  return async (req, res) => { if (!req.session) return res.status(401).end(); return inner(req, res); };
}
""",
            "web/src/app/(shop)/items/[...rest]/route.ts": """
export async function GET(request: Request) {}
export const POST = async (request: Request) => {};
export const dynamic = 'force-dynamic';
""",
            "web/src/app/login/page.tsx": "export default function Page() { return <p/>; }",
            "web/src/app/login/button.tsx": "export default function Button() { return <p/>; }",
            "web/src/middleware.ts": """
import { getToken } from 'next-auth/jwt';
export async function middleware(request) {
  if (!(await getToken({ req: request }))) return NextResponse.redirect(new URL('/login', request.url));
}
export const config = { matcher: ['/items/:path*'] };
""",
            "other/app/items/route.ts": "export function GET() {}",
        }
    )
    assert guards(found) == {
        "ANY /api/users/{id}": ["authentication:withSession"],
        "GET /items": [],
        "GET /items/{rest}": ["authentication:middleware"],
        "POST /items/{rest}": ["authentication:middleware"],
        "GET /login": [],
    }
