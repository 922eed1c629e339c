import boto3
from google.cloud import storage

s3 = boto3.client("s3")


def publish(key, body):
    s3.put_object(Bucket="shop", Key=key, Body=body, ACL="public-read")  # expect: code-public-storage


def drop_box():
    boto3.client("s3").create_bucket(Bucket="shop-drop", ACL="public-read-write")  # expect: code-public-storage


def show(key):
    blob = storage.Client().bucket("shop").blob(key)
    blob.make_public()  # expect: code-public-storage


def keep(key, body):
    s3.put_object(Bucket="shop", Key=key, Body=body, ACL="private")  # ok: code-public-storage


def keep_plain(key, body):
    s3.put_object(Bucket="shop", Key=key, Body=body)  # ok: code-public-storage


def link(key):
    return s3.generate_presigned_url("get_object", Params={"Bucket": "shop", "Key": key}, ExpiresIn=300)  # ok: code-public-storage
