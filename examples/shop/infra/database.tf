# The reporting database; the shop itself runs on SQLite until a second web server is needed.
resource "aws_db_instance" "reporting" {
  identifier                  = "${var.name}-reporting"
  engine                      = "postgres"
  engine_version              = "17"
  instance_class              = "db.t4g.small"
  allocated_storage           = 20
  db_name                     = "reporting"
  username                    = "reporting"
  manage_master_user_password = true
  storage_encrypted           = true
  kms_key_id                  = aws_kms_key.shop.arn
  publicly_accessible         = false
  multi_az                    = true
  backup_retention_period     = 14
  deletion_protection         = true
  db_subnet_group_name        = var.subnet_group
  vpc_security_group_ids      = [aws_security_group.reporting.id]
}

resource "aws_security_group" "reporting" {
  name   = "${var.name}-reporting"
  vpc_id = var.vpc

  ingress {
    description     = "PostgreSQL from the shop's servers only"
    from_port       = 5432
    to_port         = 5432
    protocol        = "tcp"
    security_groups = [var.web_security_group]
  }
}
