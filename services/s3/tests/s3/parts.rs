use crate::help::{Bucket, bucket, bytes, detail};
use bytes::Bytes;
use serde_json::{Value as Json, json};
use std::time::Duration;

const FIVE_MIB: usize = 5 << 20;

async fn begin(bucket: &Bucket, input: Json) -> Json {
    let mut input = input;
    input["Key"] = json!("k");
    bucket.ok("CreateMultipartUpload", input).await["UploadId"].clone()
}

async fn part(bucket: &Bucket, id: &Json, number: i64, body: Bytes) -> Json {
    let input = json!({"Key": "k", "UploadId": id, "PartNumber": number});
    bucket.send("UploadPart", input, body).await.unwrap().output["ETag"].clone()
}

fn complete(id: &Json, parts: &[(i64, &Json)]) -> Json {
    let parts: Vec<_> = parts
        .iter()
        .map(|(n, etag)| json!({"PartNumber": n, "ETag": etag}))
        .collect();
    json!({"Key": "k", "UploadId": id, "MultipartUpload": {"Parts": parts}})
}

#[tokio::test]
async fn an_object_of_parts() {
    let (_cloud, bucket) = bucket().await;
    let id = begin(
        &bucket,
        json!({"ContentType": "x/y", "Metadata": {"m": "1"}, "Tagging": "t=1"}),
    )
    .await;
    let (one, two, three) = (
        bytes(FIVE_MIB),
        bytes(FIVE_MIB + 7),
        Bytes::from_static(b"tail"),
    );
    let last = part(&bucket, &id, 9, three.clone()).await;
    let first = part(&bucket, &id, 1, one.clone()).await;
    part(&bucket, &id, 4, Bytes::from_static(b"replaced")).await;
    let second = part(&bucket, &id, 4, two.clone()).await;
    part(&bucket, &id, 5, bytes(100_000)).await;
    assert_eq!(bucket.ok("ListObjectsV2", json!({})).await["KeyCount"], 0);
    let list = bucket
        .ok("ListParts", json!({"Key": "k", "UploadId": id}))
        .await;
    let numbers: Vec<_> = list["Parts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["PartNumber"].clone())
        .collect();
    assert_eq!(numbers, [1, 4, 5, 9]);
    let input = complete(&id, &[(1, &first), (4, &second), (9, &last)]);
    let done = bucket.ok("CompleteMultipartUpload", input.clone()).await;
    let etag = done["ETag"].as_str().unwrap();
    assert!(etag.ends_with("-3\"") && etag.len() == 36, "{etag}");
    assert_eq!(done["Location"], "http://localhost:4566/first/k");
    assert_eq!(done["ChecksumType"], "FULL_OBJECT");
    let whole = [one.clone(), two.clone(), three.clone()].concat();
    assert_eq!(bucket.get("k").await, whole);
    // The same checksum as if it had been put at once.
    let put = bucket.put("same", whole.clone()).await;
    assert_eq!(done["ChecksumCRC64NVME"], put["ChecksumCRC64NVME"]);
    let head = bucket.ok("HeadObject", json!({"Key": "k"})).await;
    assert_eq!(
        (&head["ContentType"], &head["Metadata"], &head["TagCount"]),
        (&json!("x/y"), &json!({"m": "1"}), &json!(1))
    );
    // The part that was left out is gone, and two of the three are blobs, as is the other object.
    assert_eq!(bucket.blobs().await, 3);
    // Asked again, it answers the same; asked otherwise, the upload is no more.
    assert_eq!(bucket.ok("CompleteMultipartUpload", input).await, done);
    let other = complete(&id, &[(1, &first)]);
    assert_eq!(
        bucket.code("CompleteMultipartUpload", other).await,
        "NoSuchUpload"
    );
    for (range, from, to) in [
        ("bytes=5242870-5242890", 5_242_870, 5_242_891),
        ("bytes=-6", whole.len() - 6, whole.len()),
    ] {
        let got = bucket.get_as(json!({"Key": "k", "Range": range})).await;
        assert_eq!(got.body, whole[from..to]);
    }
    let got = bucket.get_as(json!({"Key": "k", "PartNumber": 2})).await;
    assert_eq!((got.status, got.body), (Some(206), two));
    assert_eq!(
        (&got.output["PartsCount"], &got.output["ETag"]),
        (&json!(3), &json!(etag))
    );
    let beyond = bucket
        .err("HeadObject", json!({"Key": "k", "PartNumber": 4}))
        .await;
    assert_eq!(
        (beyond.status, detail(&beyond, "ActualPartCount")),
        (Some(416), Some("3"))
    );
    bucket.ok("DeleteObject", json!({"Key": "k"})).await;
    assert_eq!(bucket.blobs().await, 1);
}

#[tokio::test]
async fn tags_of_parts_are_those_of_s3() {
    let (_cloud, bucket) = bucket().await;
    let id = begin(&bucket, json!({})).await;
    let zeros = Bytes::from(vec![0; FIVE_MIB]);
    let first = part(&bucket, &id, 1, zeros.clone()).await;
    assert_eq!(first, "\"5f363e0e58a95f06cbe9bbc662c5dfb6\"");
    let second = part(&bucket, &id, 2, zeros).await;
    let done = bucket
        .ok(
            "CompleteMultipartUpload",
            complete(&id, &[(1, &first), (2, &second)]),
        )
        .await;
    // MD5 of the two digests, one after the other.
    assert_eq!(done["ETag"], "\"a7d414b9133d6483d9a1c4e04e856e3b-2\"");
}

#[tokio::test]
async fn completions_that_are_refused() {
    let (_cloud, bucket) = bucket().await;
    let id = begin(&bucket, json!({})).await;
    let small = part(&bucket, &id, 1, Bytes::from_static(b"small")).await;
    let large = part(&bucket, &id, 2, bytes(FIVE_MIB)).await;
    let none = json!("\"00000000000000000000000000000000\"");
    for (input, code) in [
        (complete(&id, &[]), "MalformedXML"),
        (
            complete(&id, &[(2, &large), (1, &small)]),
            "InvalidPartOrder",
        ),
        (
            complete(&id, &[(2, &large), (2, &large)]),
            "InvalidPartOrder",
        ),
        (complete(&id, &[(3, &large)]), "InvalidPart"),
        (complete(&id, &[(2, &none)]), "InvalidPart"),
        (complete(&id, &[(1, &small), (2, &large)]), "EntityTooSmall"),
        (complete(&json!("no"), &[(2, &large)]), "NoSuchUpload"),
    ] {
        assert_eq!(
            bucket.code("CompleteMultipartUpload", input.clone()).await,
            code,
            "{input}"
        );
    }
    let error = bucket
        .err(
            "CompleteMultipartUpload",
            complete(&id, &[(1, &small), (2, &large)]),
        )
        .await;
    assert_eq!(
        (
            detail(&error, "ProposedSize"),
            detail(&error, "MinSizeAllowed")
        ),
        (Some("5"), Some("5242880"))
    );
    bucket.put("k", "there").await;
    let mut input = complete(&id, &[(2, &large)]);
    input["IfNoneMatch"] = json!("*");
    assert_eq!(
        bucket.code("CompleteMultipartUpload", input).await,
        "PreconditionFailed"
    );
    bucket
        .ok("CompleteMultipartUpload", complete(&id, &[(2, &large)]))
        .await;
    assert_eq!(bucket.blobs().await, 1);
}

#[tokio::test]
async fn aborting() {
    let (cloud, bucket) = bucket().await;
    let id = begin(&bucket, json!({})).await;
    part(&bucket, &id, 1, bytes(100_000)).await;
    let input = json!({"Key": "k", "UploadId": id});
    assert_eq!(
        bucket
            .code(
                "AbortMultipartUpload",
                json!({"Key": "other", "UploadId": id})
            )
            .await,
        "NoSuchUpload"
    );
    bucket.ok("AbortMultipartUpload", input.clone()).await;
    assert_eq!(bucket.blobs().await, 0);
    for operation in ["AbortMultipartUpload", "ListParts"] {
        assert_eq!(bucket.code(operation, input.clone()).await, "NoSuchUpload");
    }
    let late = json!({"Key": "k", "UploadId": id, "PartNumber": 2});
    assert_eq!(
        bucket.send("UploadPart", late, "x").await.unwrap_err().code,
        "NoSuchUpload"
    );
    for number in [0, 10_001] {
        let input = json!({"Key": "k", "UploadId": id, "PartNumber": number});
        assert_eq!(
            bucket
                .send("UploadPart", input, "x")
                .await
                .unwrap_err()
                .code,
            "InvalidArgument"
        );
    }
    cloud.advance(Duration::from_secs(7 * 3600)).await;
}

#[tokio::test]
async fn pages_of_parts() {
    let (_cloud, bucket) = bucket().await;
    let id = begin(&bucket, json!({})).await;
    for number in 1..=5 {
        part(&bucket, &id, number, Bytes::from_static(b"x")).await;
    }
    let (mut got, mut marker) = (Vec::new(), 0);
    loop {
        let input = json!({"Key": "k", "UploadId": id, "MaxParts": 2, "PartNumberMarker": marker});
        let page = bucket.ok("ListParts", input).await;
        got.extend(
            page["Parts"]
                .as_array()
                .unwrap()
                .iter()
                .map(|p| p["PartNumber"].as_i64().unwrap()),
        );
        marker = page["NextPartNumberMarker"].as_i64().unwrap();
        if page["IsTruncated"] == false {
            break;
        }
    }
    assert_eq!(got, [1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn checksums_of_parts() {
    let (_cloud, bucket) = bucket().await;
    for (algorithm, member, kind) in [
        ("CRC32", "ChecksumCRC32", "COMPOSITE"),
        ("CRC32", "ChecksumCRC32", "FULL_OBJECT"),
        ("CRC32C", "ChecksumCRC32C", "FULL_OBJECT"),
        ("CRC64NVME", "ChecksumCRC64NVME", "FULL_OBJECT"),
        ("SHA1", "ChecksumSHA1", "COMPOSITE"),
        ("SHA256", "ChecksumSHA256", "COMPOSITE"),
    ] {
        let id = begin(
            &bucket,
            json!({"ChecksumAlgorithm": algorithm, "ChecksumType": kind}),
        )
        .await;
        let bodies = [bytes(FIVE_MIB), bytes(1_000)];
        let mut parts = Vec::new();
        for (number, body) in (1..).zip(&bodies) {
            let input = json!({"Key": "k", "UploadId": id, "PartNumber": number, "ChecksumAlgorithm": algorithm});
            let sent = bucket
                .send("UploadPart", input, body.clone())
                .await
                .unwrap()
                .output;
            let mut listed = json!({"PartNumber": number, "ETag": sent["ETag"]});
            listed[member] = sent[member].clone();
            assert!(listed[member].is_string());
            parts.push(listed);
        }
        let input = json!({"Key": "k", "UploadId": id, "ChecksumType": kind, "MultipartUpload": {"Parts": parts}});
        let mut wrong = input.clone();
        wrong["MultipartUpload"]["Parts"][0][member] =
            wrong["MultipartUpload"]["Parts"][1][member].clone();
        assert_eq!(
            bucket.code("CompleteMultipartUpload", wrong).await,
            "InvalidPart"
        );
        let done = bucket.ok("CompleteMultipartUpload", input).await;
        let value = done[member].as_str().unwrap();
        assert_eq!(value.ends_with("-2"), kind == "COMPOSITE", "{value}");
        if kind == "FULL_OBJECT" {
            let put = bucket
                .put_as(
                    json!({"Key": "w", "ChecksumAlgorithm": algorithm}),
                    bodies.concat(),
                )
                .await;
            assert_eq!(put[member], value);
        }
        let head = bucket
            .ok("HeadObject", json!({"Key": "k", "ChecksumMode": "ENABLED"}))
            .await;
        assert_eq!(
            (&head[member], &head["ChecksumType"]),
            (&json!(value), &json!(kind))
        );
        let asked = json!([
            "ETag",
            "Checksum",
            "ObjectParts",
            "StorageClass",
            "ObjectSize"
        ]);
        let shown = bucket
            .ok(
                "GetObjectAttributes",
                json!({"Key": "k", "ObjectAttributes": asked}),
            )
            .await;
        assert_eq!(shown["ObjectParts"]["TotalPartsCount"], 2);
        assert_eq!(shown["ObjectParts"]["Parts"][1]["Size"], 1_000);
        assert_eq!(shown["ObjectSize"], FIVE_MIB + 1_000);
        assert_eq!(shown["StorageClass"], "STANDARD");
        assert!(!shown["ETag"].as_str().unwrap().contains('"'));
    }
    let refused = json!({"Key": "k", "ChecksumAlgorithm": "SHA256", "ChecksumType": "FULL_OBJECT"});
    assert_eq!(
        bucket.code("CreateMultipartUpload", refused).await,
        "InvalidRequest"
    );
    let id = begin(&bucket, json!({"ChecksumAlgorithm": "SHA256"})).await;
    let bare = json!({"Key": "k", "UploadId": id, "PartNumber": 1});
    let error = bucket.send("UploadPart", bare, "x").await.unwrap_err();
    assert_eq!(
        error.message,
        "Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: null"
    );
}

#[tokio::test]
async fn parts_copied_from_objects() {
    let (_cloud, bucket) = bucket().await;
    let body = bytes(FIVE_MIB + 100);
    bucket.put("src", body.clone()).await;
    let id = begin(&bucket, json!({})).await;
    let copy = |number: i64, range: Json| json!({"Key": "k", "UploadId": id, "PartNumber": number, "CopySource": "first/src", "CopySourceRange": range});
    let one =
        bucket.ok("UploadPartCopy", copy(1, Json::Null)).await["CopyPartResult"]["ETag"].clone();
    let two = bucket
        .ok("UploadPartCopy", copy(2, json!("bytes=10-19")))
        .await["CopyPartResult"]["ETag"]
        .clone();
    for range in ["bytes=0-", "bytes=-5", "0-5", "bytes=0-99999999"] {
        assert_eq!(
            bucket.code("UploadPartCopy", copy(3, json!(range))).await,
            "InvalidArgument"
        );
    }
    bucket
        .ok(
            "CompleteMultipartUpload",
            complete(&id, &[(1, &one), (2, &two)]),
        )
        .await;
    assert_eq!(bucket.get("k").await, [&body[..], &body[10..20]].concat());
    // A copy of an object of parts is one piece again.
    bucket
        .ok(
            "CopyObject",
            json!({"Key": "flat", "CopySource": "first/k"}),
        )
        .await;
    let etag = bucket.ok("HeadObject", json!({"Key": "flat"})).await["ETag"].clone();
    assert_eq!(etag.as_str().unwrap().len(), 34);
    assert_eq!(bucket.get("flat").await, bucket.get("k").await);
}
