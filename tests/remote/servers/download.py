#!/usr/bin/env python3
"""Downloads each object of BUCKET whose key begins with PREFIX into FOLDER, with botocore.

Usage: download.py ENDPOINT BUCKET PREFIX FOLDER. Keys for access are in AWS_*.
"""

import pathlib
import sys

import boto3
import botocore.config

endpoint, bucket, prefix, folder = sys.argv[1:]
client = boto3.client(
    "s3",
    endpoint_url=endpoint,
    config=botocore.config.Config(s3={"addressing_style": "path"}),
)
for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
    for entry in page.get("Contents", []):
        path = pathlib.Path(folder) / entry["Key"].removeprefix(prefix).lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        client.download_file(bucket, entry["Key"], str(path))
