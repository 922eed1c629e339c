import { Controller, Delete, Get, Patch, Post, Put, UseGuards } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';

@Controller('orders')
export class Orders {
  @Get()
  @UseGuards(AuthGuard('jwt'))
  list() {}

  @Post()
  @UseGuards(AuthGuard('jwt'))
  make() {}

  @Put(':id')
  @UseGuards(AuthGuard('jwt'))
  save() {}

  @Patch(':id')
  @UseGuards(AuthGuard('jwt'))
  change() {}

  @Delete(':id')
  remove() {} // ok: code-unguarded-route
}

@Controller('things')
export class Things {
  @Get()
  @UseGuards(AuthGuard('jwt'))
  list() {}

  @Post()
  @UseGuards(AuthGuard('jwt'))
  make() {}

  @Put(':id')
  @UseGuards(AuthGuard('jwt'))
  save() {}

  @Patch(':id')
  @UseGuards(AuthGuard('jwt'))
  change() {}

  @Delete(':id')
  remove() {} // expect: code-unguarded-route
}
