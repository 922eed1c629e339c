import { Controller, Post, UploadedFile, UploadedFiles } from '@nestjs/common';
import * as fs from 'fs';

@Controller('pictures')
export class PicturesController {
  @Post('one')
  one(@UploadedFile() file: Express.Multer.File) {
    fs.readFileSync(file.path); // ok: code-path-traversal
    fs.writeFileSync('/srv/kept/' + file.originalname, file.buffer); // expect: code-path-traversal
  }

  @Post('all')
  all(@UploadedFiles() files: Express.Multer.File[]) {
    for (const file of files) {
      fs.readFileSync(file.path); // ok: code-path-traversal
      fs.writeFileSync('/srv/kept/' + file.originalname, file.buffer); // expect: code-path-traversal
    }
  }
}
