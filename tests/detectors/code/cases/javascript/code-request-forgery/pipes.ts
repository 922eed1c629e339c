// Pipes of the program's own stand between a request and what handles it.
import { BadRequestException, Body, Controller, Injectable, PipeTransform, Post } from '@nestjs/common';

const HOSTS: ReadonlySet<string> = new Set(['a.example', 'b.example']);

@Injectable()
export class TargetPipe implements PipeTransform<unknown, string> {
  transform(value: unknown): string {
    const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : null;
    if (url?.protocol !== 'https:' || !HOSTS.has(url.hostname)) {
      throw new BadRequestException('no such host');
    }
    return url.toString();
  }
}

@Injectable()
export class TrimPipe implements PipeTransform {
  transform(value: string) {
    return value.trim();
  }
}

@Controller('hooks')
export class HooksController {
  @Post('a')
  async checked(@Body('target', TargetPipe) target: string) {
    return fetch(target); // ok: code-request-forgery
  }

  @Post('b')
  async made(@Body('target', new TargetPipe()) target: string) {
    return fetch(target); // ok: code-request-forgery
  }

  @Post('c')
  async trimmed(@Body('target', TrimPipe) target: string) {
    return fetch(target); // expect: code-request-forgery
  }
}
