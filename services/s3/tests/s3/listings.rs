use crate::help::{Bucket, bucket};
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

fn keys(page: &Json) -> Vec<String> {
    names(page, "Contents", "Key")
}

fn common(page: &Json) -> Vec<String> {
    names(page, "CommonPrefixes", "Prefix")
}

fn names(page: &Json, list: &str, member: &str) -> Vec<String> {
    let items = page[list].as_array().cloned().unwrap_or_default();
    items
        .iter()
        .map(|i| i[member].as_str().unwrap_or_default().to_owned())
        .collect()
}

#[tokio::test]
async fn s3_6_folders_are_only_in_the_eye_of_the_delimiter() {
    let (_cloud, bucket) = bucket().await;
    for key in ["a/b/c.txt", "a/d.txt", "e.txt", "z/"] {
        bucket.put(key, "x").await;
    }
    let flat = bucket.ok("ListObjectsV2", json!({})).await;
    assert_eq!(keys(&flat), ["a/b/c.txt", "a/d.txt", "e.txt", "z/"]);
    assert!(common(&flat).is_empty());
    let top = bucket.ok("ListObjectsV2", json!({"Delimiter": "/"})).await;
    assert_eq!(
        (keys(&top), common(&top)),
        (
            vec!["e.txt".to_owned()],
            vec!["a/".to_owned(), "z/".to_owned()]
        )
    );
    assert_eq!(top["KeyCount"], 3);
    let inner = bucket
        .ok("ListObjectsV2", json!({"Delimiter": "/", "Prefix": "a/"}))
        .await;
    assert_eq!(
        (keys(&inner), common(&inner)),
        (vec!["a/d.txt".to_owned()], vec!["a/b/".to_owned()])
    );
}

#[tokio::test]
async fn pages() {
    let (_cloud, bucket) = bucket().await;
    for key in ["a", "b/1", "b/2", "c", "d/1"] {
        bucket.put(key, "x").await;
    }
    let first = bucket
        .ok("ListObjectsV2", json!({"Delimiter": "/", "MaxKeys": 2}))
        .await;
    assert_eq!(
        (keys(&first), common(&first)),
        (vec!["a".to_owned()], vec!["b/".to_owned()])
    );
    assert_eq!(first["IsTruncated"], true);
    let token = &first["NextContinuationToken"];
    let next = json!({"Delimiter": "/", "MaxKeys": 2, "ContinuationToken": token});
    let second = bucket.ok("ListObjectsV2", next).await;
    assert_eq!(
        (keys(&second), common(&second)),
        (vec!["c".to_owned()], vec!["d/".to_owned()])
    );
    assert_eq!(second["IsTruncated"], false);
    assert_eq!(&second["ContinuationToken"], token);
    for wrong in [
        json!({"ContinuationToken": token}),
        json!({"ContinuationToken": "x"}),
        json!({"Delimiter": "/", "Prefix": "b", "ContinuationToken": token}),
    ] {
        assert_eq!(bucket.code("ListObjectsV2", wrong).await, "InvalidArgument");
    }
    let after = bucket
        .ok("ListObjectsV2", json!({"StartAfter": "b/1"}))
        .await;
    assert_eq!(keys(&after), ["b/2", "c", "d/1"]);
    let none = bucket.ok("ListObjectsV2", json!({"MaxKeys": 0})).await;
    assert_eq!(
        (&none["KeyCount"], &none["IsTruncated"]),
        (&json!(0), &json!(false))
    );
    assert_eq!(
        bucket.ok("ListObjectsV2", json!({"MaxKeys": 5_000})).await["MaxKeys"],
        1_000
    );
    assert_eq!(
        bucket.code("ListObjectsV2", json!({"MaxKeys": -1})).await,
        "InvalidArgument"
    );
    let owner = bucket
        .ok("ListObjectsV2", json!({"FetchOwner": true}))
        .await;
    assert!(owner["Contents"][0]["Owner"]["ID"].is_string());
    assert!(first["Contents"][0].get("Owner").is_none());
}

#[tokio::test]
async fn the_first_version() {
    let (_cloud, bucket) = bucket().await;
    for key in ["a", "b/1", "b/2", "c"] {
        bucket.put(key, "x").await;
    }
    let first = bucket
        .ok("ListObjects", json!({"Delimiter": "/", "MaxKeys": 2}))
        .await;
    assert_eq!(first["NextMarker"], "b/");
    assert!(first["Contents"][0]["Owner"]["ID"].is_string());
    let second = bucket
        .ok("ListObjects", json!({"Delimiter": "/", "Marker": "b/"}))
        .await;
    assert_eq!(
        (keys(&second), common(&second).len()),
        (vec!["c".to_owned()], 0)
    );
    // Without a delimiter the last key is the marker.
    let plain = bucket.ok("ListObjects", json!({"MaxKeys": 1})).await;
    assert!(plain.get("NextMarker").is_none());
    assert_eq!(plain["IsTruncated"], true);
    let versions = bucket.ok("ListObjectVersions", json!({"MaxKeys": 1})).await;
    assert_eq!(versions["Versions"][0]["VersionId"], "null");
    assert_eq!(
        (&versions["NextKeyMarker"], &versions["NextVersionIdMarker"]),
        (&json!("a"), &json!("null"))
    );
}

#[tokio::test]
async fn keys_for_xml() {
    let (_cloud, bucket) = bucket().await;
    bucket.put("a b/하", "x").await;
    let url =
        json!({"EncodingType": "url", "Delimiter": "/", "Prefix": "a b/", "StartAfter": "a "});
    let page = bucket.ok("ListObjectsV2", url).await;
    assert_eq!(keys(&page), ["a+b/%ED%95%98"]);
    assert_eq!(
        (&page["Prefix"], &page["StartAfter"], &page["EncodingType"]),
        (&json!("a+b/"), &json!("a+"), &json!("url"))
    );
    assert_eq!(
        bucket
            .code("ListObjectsV2", json!({"EncodingType": "x"}))
            .await,
        "InvalidArgument"
    );
}

#[tokio::test]
async fn order_is_that_of_bytes() {
    let (_cloud, bucket) = bucket().await;
    let mut all = vec![
        "Z",
        "a",
        "a/",
        "a!",
        "ä",
        "하",
        "\u{ffff}",
        "\u{10000}",
        "0",
        "~",
    ];
    for key in &all {
        bucket.put(key, "x").await;
    }
    all.sort_by(|a, b| a.as_bytes().cmp(b.as_bytes()));
    assert_eq!(keys(&bucket.ok("ListObjectsV2", json!({})).await), all);
}

#[tokio::test]
async fn uploads_are_listed() {
    let (_cloud, bucket) = bucket().await;
    for key in ["a", "a", "b/1", "b/2", "c"] {
        bucket
            .ok("CreateMultipartUpload", json!({"Key": key}))
            .await;
    }
    let all = bucket.ok("ListMultipartUploads", json!({})).await;
    assert_eq!(names(&all, "Uploads", "Key"), ["a", "a", "b/1", "b/2", "c"]);
    let top = bucket
        .ok("ListMultipartUploads", json!({"Delimiter": "/"}))
        .await;
    assert_eq!(
        (names(&top, "Uploads", "Key"), common(&top)),
        (
            vec!["a".into(), "a".into(), "c".into()],
            vec!["b/".to_owned()]
        )
    );
    let (mut got, mut markers) = (Vec::new(), json!({}));
    loop {
        let mut input = markers.clone();
        input["MaxUploads"] = json!(1);
        let page = bucket.ok("ListMultipartUploads", input).await;
        got.extend(names(&page, "Uploads", "UploadId"));
        if page["IsTruncated"] == false {
            break;
        }
        markers = json!({"KeyMarker": page["NextKeyMarker"], "UploadIdMarker": page["NextUploadIdMarker"]});
    }
    assert_eq!(got, names(&all, "Uploads", "UploadId"));
    let behind = bucket
        .ok("ListMultipartUploads", json!({"KeyMarker": "a"}))
        .await;
    assert_eq!(names(&behind, "Uploads", "Key"), ["b/1", "b/2", "c"]);
}

/// Pages of any size, in both versions, against the definition.
async fn check(
    bucket: &Bucket,
    model: &BTreeMap<String, ()>,
    prefix: &str,
    delimiter: &str,
    most: usize,
) {
    let rolled = |key: &String| {
        let rest = &key[prefix.len()..];
        match rest.find(delimiter).filter(|_| !delimiter.is_empty()) {
            Some(at) => key[..prefix.len() + at + delimiter.len()].to_owned(),
            None => key.clone(),
        }
    };
    let expected: BTreeSet<String> = model
        .keys()
        .filter(|k| k.starts_with(prefix))
        .map(rolled)
        .collect();
    let (mut got, mut token) = (Vec::new(), Json::Null);
    loop {
        let input = json!({"Prefix": prefix, "Delimiter": delimiter, "MaxKeys": most, "ContinuationToken": token});
        let page = bucket.ok("ListObjectsV2", input).await;
        let mut entries = [keys(&page), common(&page)].concat();
        entries.sort();
        assert!(entries.len() <= most);
        got.extend(entries);
        token = page["NextContinuationToken"].clone();
        if token.is_null() {
            break;
        }
    }
    assert!(got.iter().eq(&expected), "{got:?} {expected:?}");
    let (mut got, mut marker) = (Vec::new(), String::new());
    loop {
        let input =
            json!({"Prefix": prefix, "Delimiter": delimiter, "MaxKeys": most, "Marker": marker});
        let page = bucket.ok("ListObjects", input).await;
        let mut entries = [keys(&page), common(&page)].concat();
        entries.sort();
        marker = entries.last().cloned().unwrap_or_default();
        got.extend(entries);
        if page["IsTruncated"] == false {
            break;
        }
    }
    assert!(got.iter().eq(&expected), "{got:?} {expected:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn listings_follow_their_definition(
        model in proptest::collection::btree_map("[ab/]{1,5}|[하a\u{0}/]{1,3}", Just(()), 0..40),
        queries in proptest::collection::vec(("[ab/]{0,2}", "/?|ab", 1usize..7), 4),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let (_cloud, bucket) = bucket().await;
            for key in model.keys() {
                bucket.put(key, "x").await;
            }
            for (prefix, delimiter, most) in &queries {
                check(&bucket, &model, prefix, delimiter, *most).await;
            }
        });
    }
}
