#!/usr/bin/env python3
"""Uploads each file below FOLDER to BUCKET, whose keys are the files' names, with botocore.

Usage: upload.py ENDPOINT BUCKET FOLDER. Keys for access are in AWS_*.
Files above 16 MB are sent in several parts.
"""

import pathlib
import sys

import boto3
import boto3.s3.transfer
import botocore.config

endpoint, bucket, folder = sys.argv[1:]
client = boto3.client(
    "s3",
    endpoint_url=endpoint,
    config=botocore.config.Config(s3={"addressing_style": "path"}),
)
client.create_bucket(Bucket=bucket)
parts = boto3.s3.transfer.TransferConfig(
    multipart_threshold=16 << 20, multipart_chunksize=16 << 20, max_concurrency=2
)
for path in sorted(pathlib.Path(folder).rglob("*")):
    if path.is_file():
        client.upload_file(str(path), bucket, str(path.relative_to(folder)), Config=parts)
