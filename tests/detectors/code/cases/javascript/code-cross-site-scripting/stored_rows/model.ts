import { Model } from 'sequelize';

class Comment extends Model {
  declare text: string;
  declare author: string;
}

export { Comment as CommentModel };
