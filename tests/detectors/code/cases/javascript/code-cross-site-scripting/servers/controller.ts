import { Controller, Get, Query, Render } from '@nestjs/common';

@Controller('cats')
export class Cats {
  @Get('one')
  @Render('cat')
  one(@Query('name') name: string, @Query('age') age: number) {
    return { name, age };
  }
}
