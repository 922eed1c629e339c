import { Controller, Get, Query, Redirect } from '@nestjs/common';

@Controller('go')
export class Go {
  @Get('out')
  @Redirect()
  out(@Query('url') url: string) {
    return { url, statusCode: 302 }; // expect: code-open-redirect
  }

  @Get('in')
  @Redirect()
  within(@Query('page') page: string) {
    return { url: `/pages/${page}` }; // ok: code-open-redirect
  }

  @Get('data')
  data(@Query('url') url: string) {
    return { url }; // ok: code-open-redirect
  }
}
