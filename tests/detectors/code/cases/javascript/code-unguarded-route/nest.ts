import { Controller, Delete, Get, Patch, Post, Put, UseGuards } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { Public } from './public';

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

  @Public()
  @Post('vote')
  vote() {} // ok: code-unguarded-route
}
