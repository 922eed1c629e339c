import { IsEnum, IsNotEmpty, IsOptional, IsString, IsUUID, Matches } from 'class-validator';

enum Kind {
  open = 'open',
  closed = 'closed',
}

class Owned {
  @IsUUID('4') readonly owner: string;
}

export class OrderDto extends Owned {
  @IsOptional() @IsUUID() id?: string;
  @IsEnum(Kind) kind: Kind;
  @IsString() @Matches(/^[a-z]+$/) word: string;
  @IsString() @IsNotEmpty() name: string;
  @Matches(/[a-z]/) text: string;
  size: number;
}
