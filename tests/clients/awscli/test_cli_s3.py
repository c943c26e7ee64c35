"""aws s3 and aws s3api."""

import json
import os
import time

import pytest
import requests


@pytest.fixture
def made(aws, name):
    said = aws("s3", "mb", f"s3://{name}")
    assert said.out == f"make_bucket: {name}\n", said.err
    return name


def test_files_go_there_and_back(aws, made, tmp_path):
    (tmp_path / "a.txt").write_text("hello")
    said = aws("s3", "cp", "a.txt", f"s3://{made}/x/a.txt")
    assert (said.code, "upload: ./a.txt to" in said.out) == (0, True), said.err
    assert aws("s3", "cp", f"s3://{made}/x/a.txt", "-").out == "hello"
    assert aws("s3", "cp", f"s3://{made}/x/a.txt", f"s3://{made}/y").code == 0
    listed = aws("s3", "ls", f"s3://{made}").out
    assert "PRE x/" in listed and listed.rstrip().endswith("5 y")
    assert aws("s3", "mv", f"s3://{made}/y", "back").code == 0
    assert (tmp_path / "back").read_text() == "hello"
    assert aws("s3", "ls", f"s3://{made}/y").code == 1


def test_a_big_file_goes_in_parts(aws, made, tmp_path):
    content = os.urandom(20 << 20)
    (tmp_path / "big").write_bytes(content)
    assert aws("s3", "cp", "big", f"s3://{made}/big", "--no-progress").code == 0
    head = aws("s3api", "head-object", "--bucket", made, "--key", "big").json
    assert head["ContentLength"] == len(content)
    assert head["ETag"].endswith('-3"')
    assert aws("s3", "cp", f"s3://{made}/big", "again", "--no-progress").code == 0
    assert (tmp_path / "again").read_bytes() == content


def test_sync_and_remove(aws, made, tmp_path):
    for path in ("d/one", "d/e/two", "d/e/three & four"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(path)
        # Objects' times are whole seconds: what is as new as its copy would be copied again.
        os.utime(tmp_path / path, (1_700_000_000, 1_700_000_000))
    assert aws("s3", "sync", "d", f"s3://{made}/d").out.count("upload: ") == 3
    assert aws("s3", "sync", "d", f"s3://{made}/d").out == ""
    (tmp_path / "d/one").unlink()
    said = aws("s3", "sync", "d", f"s3://{made}/d", "--delete")
    assert said.out == f"delete: s3://{made}/d/one\n"
    assert aws("s3", "sync", f"s3://{made}/d", "copy").code == 0
    assert (tmp_path / "copy/e/three & four").read_text() == "d/e/three & four"
    said = aws("s3", "rb", f"s3://{made}")
    assert said.code == 1
    assert "(BucketNotEmpty)" in said.err
    assert aws("s3", "rm", f"s3://{made}", "--recursive").code == 0
    assert aws("s3", "rb", f"s3://{made}").out == f"remove_bucket: {made}\n"


def test_presign(aws, made):
    aws("s3", "cp", "-", f"s3://{made}/k", input="hello")
    url = aws("s3", "presign", f"s3://{made}/k").out.strip()
    assert requests.get(url).text == "hello"


def test_api_calls_and_errors(aws, made):
    put = aws("s3api", "put-object", "--bucket", made, "--key", "k")
    assert put.json["ETag"] == '"d41d8cd98f00b204e9800998ecf8427e"'
    said = aws("s3api", "get-object", "--bucket", made, "--key", "nothing", "out")
    assert said.code == 254 or said.code == 255
    words = "An error occurred (NoSuchKey) when calling the GetObject operation: The specified key does not exist."
    assert words in said.err
    assert aws("s3api", "list-objects-v2", "--bucket", made, "--query", "Contents[].Key").json == ["k"]


def test_forms_of_output(aws, made):
    table = aws("s3api", "list-buckets", "--output", "table").out
    assert table.startswith("---") and made in table
    text = aws("s3api", "list-buckets", "--output", "text", "--query", f"Buckets[?Name=='{made}'].Name").out
    assert text == made + "\n"
    assert made in json.dumps(aws("s3api", "list-buckets", "--output", "json").json)


def test_the_endpoint_as_an_option(aws, cloud, made):
    said = aws("s3", "ls", "--endpoint-url", cloud.endpoint, AWS_ENDPOINT_URL=None)
    assert made in said.out, said.err


def test_unsigned(aws, made):
    said = aws("s3", "ls", f"s3://{made}", "--no-sign-request")
    assert "(AccessDenied)" in said.err


# More is for the night.
FILES = int(os.environ.get("HANEUL_SYNC_FILES", "1000"))
PATIENCE = max(120, FILES // 20)


@pytest.mark.timeout(2 * PATIENCE)
def test_many_small_files_there_and_back(aws, made, tmp_path):
    tree = tmp_path / "tree"
    made_at = time.time() - 60
    for n in range(FILES):
        file = tree / f"d{n % 10}" / f"f{n}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(str(n).encode() * 50)
        # Times of objects are told in whole seconds: what is stored within the second of its making
        # would look older than the file.
        os.utime(file, (made_at, made_at))
    said = aws("s3", "sync", str(tree), f"s3://{made}", "--only-show-errors", seconds=PATIENCE)
    assert (said.code, said.err) == (0, "")
    again = aws("s3", "sync", str(tree), f"s3://{made}", seconds=PATIENCE)
    assert (again.code, again.out) == (0, "")
    back = tmp_path / "back"
    said = aws("s3", "sync", f"s3://{made}", str(back), "--only-show-errors", seconds=PATIENCE)
    assert (said.code, said.err) == (0, "")
    files = sorted(p.relative_to(tree) for p in tree.rglob("f*"))
    assert len(files) == FILES
    assert all((back / f).read_bytes() == (tree / f).read_bytes() for f in files)
