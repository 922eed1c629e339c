variable "name" {
  type    = string
  default = "tackroom"
}

variable "region" {
  type    = string
  default = "eu-central-1"
}

variable "vpc" {
  type = string
}

variable "subnet_group" {
  type = string
}

variable "web_security_group" {
  type = string
}
