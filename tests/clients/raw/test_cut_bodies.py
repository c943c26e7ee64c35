"""A body that ends in the middle leaves nothing behind."""

import socket

from support.errors import refused
from support.sign import signed_headers


def send_part(cloud, method, path, body, sent, service="s3", headers=None):
    """Sends the head and only `sent` bytes of the body, and closes."""
    url = cloud.endpoint + path
    headers = signed_headers(cloud.root, service, method, url, body, headers)
    headers["Content-Length"] = str(len(body))
    head = f"{method} {path} HTTP/1.1\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in headers.items()) + "\r\n"
    with socket.create_connection(("127.0.0.1", cloud.port)) as connection:
        connection.sendall(head.encode() + body[:sent])
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(10)
        answer = b""
        try:
            while piece := connection.recv(65536):
                answer += piece
        except OSError:
            pass
        return answer


def test_an_object_is_whole_or_absent(cloud, s3, bucket):
    body = b"x" * 400_000
    for sent in (0, 1, 100_000, len(body) - 1):
        answer = send_part(cloud, "PUT", f"/{bucket}/k", body, sent)
        assert b" 200 " not in answer.split(b"\r\n")[0]
        with refused("404", status=404):
            s3.head_object(Bucket=bucket, Key="k")


def test_the_old_object_stays_when_its_successor_is_cut_off(cloud, s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"old")
    send_part(cloud, "PUT", f"/{bucket}/k", b"x" * 400_000, 200_000)
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"old"


def test_a_part_is_whole_or_absent(cloud, s3, bucket):
    upload = s3.create_multipart_upload(Bucket=bucket, Key="k")["UploadId"]
    from urllib.parse import quote

    path = f"/{bucket}/k?partNumber=1&uploadId={quote(upload, safe='')}"
    send_part(cloud, "PUT", path, b"x" * 400_000, 200_000)
    assert "Parts" not in s3.list_parts(Bucket=bucket, Key="k", UploadId=upload)


def test_a_message_is_whole_or_absent(cloud, sqs, queue):
    import json

    body = json.dumps({"QueueUrl": queue, "MessageBody": "m" * 1000}).encode()
    target = {
        "Content-Type": "application/x-amz-json-1.0",
        "X-Amz-Target": "AmazonSQS.SendMessage",
    }
    send_part(cloud, "POST", "/", body, len(body) - 2, "sqs", target)
    assert "Messages" not in sqs.receive_message(QueueUrl=queue)


def test_a_body_that_is_not_what_was_signed(cloud, s3, bucket):
    from support.sign import send

    url = f"{cloud.endpoint}/{bucket}/k"
    headers = signed_headers(cloud.root, "s3", "PUT", url, b"signed")
    answer = send(url, "PUT", headers, b"forged")
    assert answer.status == 400
    assert "<Code>XAmzContentSHA256Mismatch</Code>" in answer.text
    assert "The provided 'x-amz-content-sha256' header does not match what was computed." in answer.text
    with refused("404", status=404):
        s3.head_object(Bucket=bucket, Key="k")
